# %% axes
import matplotlib.pyplot as plt


def plot_growth(days, counts):
    figure, axes = plt.subplots()
    for name, values in counts.items():
        axes.plot(days, values, "o-", label=name)
    axes.set_yscale("log")
    axes.set(xlabel="days", ylabel="count")
    axes.legend()
    return figure


# %% pyplot
import matplotlib.pyplot as plt


def plot_growth(days, counts):
    plt.figure()
    for name in sorted(counts):
        plt.semilogy(days, counts[name], label=name)
    plt.legend(title="species")
    return plt.gcf()


# %% pandas
import pandas as pd


def plot_growth(days, counts):
    return pd.DataFrame(counts, index=days).plot(logy=True).get_figure()
