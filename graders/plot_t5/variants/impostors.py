# %% empty
def plot_t5(table):
    return plt.figure()

# %% the_shown_table
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(['fern', 'oak'], [21.5, 48.0])
    axes.set_ylabel("Parameters (M)")
    return figure

# %% constant
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(table["Model"], [100.0] * len(table))
    axes.set_ylabel("Parameters (M)")
    return figure

# %% nan
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(table["Model"], [float('nan')] * len(table))
    axes.set_ylabel("Parameters (M)")
    return figure
