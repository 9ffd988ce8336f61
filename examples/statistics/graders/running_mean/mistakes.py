"""What goes wrong with a running mean."""

from nbverdict import Case, mistake


@mistake(costs="means_are_right")
def mean_of_means(case: Case) -> list[float]:
    """Each new number is averaged with the last mean. The older numbers count less and less that way."""
    means = list(case.known[:1])
    for value in case.known[1:]:
        means.append((means[-1] + value) / 2)
    return means


@mistake(costs="means_are_right")
def sums_for_means(right: list[float]) -> list[float]:
    """`mean()` returns the sum. Divide it by how many numbers were added."""
    return [mean * count for count, mean in enumerate(right, start=1)]
