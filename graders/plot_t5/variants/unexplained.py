# %% a_tenth_longer
def plot_t5(table):
    fig, ax = plt.subplots()
    ax.bar(table["Model"], table["Parameters (M)"] * 1.1)
    ax.set_ylabel("Parameters (M)")
    return fig

# %% roots
def plot_t5(table):
    fig, ax = plt.subplots()
    ax.barh(table["Model"], table["Parameters (M)"] ** 0.5)
    ax.set_xlabel("Parameters (M)")
    return fig

# %% two_columns_averaged
def plot_t5(table):
    fig, ax = plt.subplots()
    ax.bar(table["Model"], (table["Parameters (M)"] + table["FP16 (MB)"]) / 2.7)
    ax.set_title("Parameters (M)")
    return fig
