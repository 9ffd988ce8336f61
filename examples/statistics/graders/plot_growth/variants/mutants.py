# %% draws_logarithms -> logarithms_drawn
import numpy as np
import matplotlib.pyplot as plt


def plot_growth(days, counts):
    figure, axes = plt.subplots()
    for name, values in counts.items():
        axes.plot(days, np.log10(values), label=name)
    axes.set_yscale("log")
    axes.legend()
    return figure


# %% forgets_the_days -> places_for_days
import matplotlib.pyplot as plt


def plot_growth(days, counts):
    figure, axes = plt.subplots()
    for name, values in counts.items():
        axes.semilogy(values, label=name)
    axes.legend()
    return figure


# %% adds_up -> counts_added_up
import numpy as np
import matplotlib.pyplot as plt


def plot_growth(days, counts):
    figure, axes = plt.subplots()
    for name, values in counts.items():
        axes.semilogy(days, np.cumsum(values), label=name)
    axes.legend()
    return figure


# %% without_a_legend -> no_legend
import matplotlib.pyplot as plt


def plot_growth(days, counts):
    figure, axes = plt.subplots()
    for name, values in counts.items():
        axes.semilogy(days, values, label=name)
    return figure


# %% linear -> other_scales
import matplotlib.pyplot as plt


def plot_growth(days, counts):
    figure, axes = plt.subplots()
    for name, values in counts.items():
        axes.plot(days, values, label=name)
    axes.legend()
    return figure


# %% one_species_only -> other_lines
import matplotlib.pyplot as plt


def plot_growth(days, counts):
    figure, axes = plt.subplots()
    name = next(iter(counts))
    axes.semilogy(days, counts[name], label=name)
    axes.legend()
    return figure
