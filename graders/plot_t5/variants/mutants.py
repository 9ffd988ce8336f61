# %% another_column -> another_column
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(table["Model"], table["FP32 (MB)"])
    axes.set_ylabel("Parameters (M)")
    return figure

# %% index_for_heights -> row_numbers
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(table["Model"], table.index)
    axes.set_ylabel("Parameters (M)")
    return figure

# %% heights_sorted_names_not -> values_sorted_without_names
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(table["Model"], sorted(table["Parameters (M)"], reverse=True))
    axes.set_ylabel("Parameters (M)")
    return figure

# %% raw_counts_called_millions -> another_unit_than_the_label
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(table["Model"], table["Parameters (M)"] * 1e6)
    axes.set_ylabel("Parameters (M)")
    return figure

# %% floating -> floating_bars
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(table["Model"], table["Parameters (M)"], bottom=1000)
    axes.set_ylabel("Parameters (M)")
    return figure

# %% cut_off -> bars_cut_off
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(table["Model"], table["Parameters (M)"])
    axes.set_ylabel("Parameters (M)")
    axes.set_ylim(0, 20)
    return figure

# %% taken_away -> no_bar_chart
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(table["Model"], table["Parameters (M)"])
    axes.set_ylabel("Parameters (M)")
    [bar.remove() for bar in list(axes.patches)]
    return figure

# %% two_charts -> several_charts
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(table["Model"], table["Parameters (M)"])
    axes.set_ylabel("Parameters (M)")
    figure.add_axes((0.8, 0.8, 0.1, 0.1)).bar([0], [1])
    return figure

# %% no_names -> bars_without_names
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(range(len(table)), table["Parameters (M)"])
    axes.set_ylabel("Parameters (M)")
    return figure

# %% says_nothing -> says_not_what_is_shown
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(table["Model"], table["Parameters (M)"])
    axes.set_ylabel("size")
    return figure

# %% line -> no_bar_chart
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.plot(table["Model"], table["Parameters (M)"])
    axes.set_ylabel("Parameters (M)")
    return figure

# %% largest_only -> another_number_of_bars
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(table.head(1)["Model"], table.head(1)["Parameters (M)"])
    axes.set_ylabel("Parameters (M)")
    return figure

# %% axis_from_the_smallest -> axis_starts_above_zero
def plot_t5(table):
    fig, ax = plt.subplots(figsize=(6, 3))
    values = table["Parameters (M)"]
    ax.barh(table["Model"], values, color="tab:green")
    ax.set_xlim(values.min() * 0.95, values.max() * 1.05)
    ax.set_xlabel("Parameters (M)")
    return fig

# %% shares_in_seaborn -> shares
import seaborn as sns

def plot_t5(table):
    fig, ax = plt.subplots()
    share = table.assign(share=table["Parameters (M)"] / table["Parameters (M)"].sum())
    sns.barplot(data=share, x="Model", y="share", ax=ax)
    ax.set(title="Parameters of T5", ylabel="parameters")
    return fig

# %% running_total_in_pandas -> running_total
def plot_t5(table):
    data = table.set_index("Model")["Parameters (M)"].cumsum()
    ax = data.plot(kind="barh", title="Parameters (M)")
    return ax.get_figure()

# %% logarithm_drawn -> logarithms
import numpy as np

def plot_t5(table):
    fig = Figure()
    ax = fig.subplots()
    ax.bar(table["Model"], np.log10(table["Parameters (M)"]))
    ax.set_ylabel("log10 of the parameters (M)")
    return fig

# %% names_turned_round -> bars_the_other_way_round
def plot_t5(table):
    fig, ax = plt.subplots()
    names = list(table["Model"])
    ax.bar(range(len(names)), table["Parameters (M)"].tolist())
    ax.set_xticks(range(len(names)))
    ax.set_xticklabels(names[::-1])
    ax.set_title("Millions of parameters")
    return fig

# %% decoder_layers_drawn_without_names -> another_column bars_without_names
def plot_t5(table):
    fig, ax = plt.subplots()
    ax.bar(range(len(table)), table["Decoder layers"])
    ax.set_ylabel("parameters (M)")
    return fig

# %% bars_at_the_index
def plot_t5(table):
    fig, ax = plt.subplots()
    ax.bar(table.index, table["Parameters (M)"])
    ax.set_xticks(range(len(table)), list(table["Model"]))
    ax.set_ylabel("Parameters (M)")
    return fig
