# %% empty_frame
import matplotlib.pyplot as plt


def plot_growth(days, counts):
    figure, axes = plt.subplots()
    axes.set_yscale("log")
    for name in counts:
        axes.plot([], [], label=name)
    axes.legend()
    return figure


# %% flat_lines
import matplotlib.pyplot as plt


def plot_growth(days, counts):
    figure, axes = plt.subplots()
    for name in counts:
        axes.semilogy(days, [1] * len(days), label=name)
    axes.legend()
    return figure
