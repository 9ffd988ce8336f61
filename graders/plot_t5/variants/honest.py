# %% bar
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(table["Model"], table["Parameters (M)"])
    axes.set_ylabel("Parameters (M)")
    return figure

# %% lying
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.barh(table["Model"], table["Parameters (M)"])
    axes.set_xlabel("Parameters (M)")
    return figure

# %% seaborn
import seaborn as sns

def plot_t5(table):
    figure, axes = plt.subplots()
    sns.barplot(table.sort_values("Parameters (M)"), x="Model", y="Parameters (M)", hue="Model", legend=False, ax=axes)
    return figure

# %% seaborn_lying
import seaborn as sns

def plot_t5(table):
    figure, axes = plt.subplots()
    sns.barplot(table, x="Parameters (M)", y="Model", ax=axes)
    return figure

# %% pandas
def plot_t5(table):
    return table.plot.bar(x="Model", y="Parameters (M)").figure

# %% raw_counts
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(table["Model"], table["Parameters (M)"] * 1e6)
    axes.set_ylabel("Parameters ")
    return figure

# %% billions_that_say_so
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(table["Model"], table["Parameters (M)"] / 1e3)
    axes.set_ylabel("Parameters (billions)")
    return figure

# %% positions_and_labels
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar([3 * i for i in range(len(table))], table["Parameters (M)"], width=2)
    axes.set_xticks([3 * i for i in range(len(table))], table["Model"], rotation=45)
    axes.set_yscale("log")
    axes.set_title("Number of parameters in millions")
    return figure

# %% unit_on_the_axis_alone
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(table["Model"], table["Parameters (M)"])
    axes.set(ylabel="Millions", title="Parameter count by model")
    return figure

# %% logarithmic
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(table["Model"], table["Parameters (M)"])
    axes.set_ylabel("Parameters (M)")
    axes.set_yscale('log')
    return figure

# %% seaborn_logarithmic
import seaborn as sns

def plot_t5(table):
    figure, axes = plt.subplots()
    sns.barplot(table, x="Model", y="Parameters (M)", ax=axes)
    axes.set_yscale("log")
    return figure

# %% values_written_on_bars
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(table["Model"], table["Parameters (M)"])
    axes.set_ylabel("Parameters (M)")
    axes.bar_label(axes.containers[0])
    return figure
