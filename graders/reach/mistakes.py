"""What goes wrong when a box is probed: the probe, the comparison, and which way round the answer is."""

import numpy as np

from nbverdict import Case, mistake

FAMILIES = "tells_the_families_apart"
PATTERNS = "finds_windows_prefixes_and_gaps"
ITSELF = "knows_when_a_token_misses_itself"
NO_NUMBER = "reads_nothing_from_what_is_no_number"


@mistake(about="turned", costs=FAMILIES)
def transposed(right: np.ndarray) -> np.ndarray:
    """Your matrix is transposed. Its rows are outputs, its columns inputs."""
    return right.T


@mistake(about="turned", costs=FAMILIES)
def inverted(right: np.ndarray) -> np.ndarray:
    """Your matrix says which inputs an output does not depend on. True means that it does."""
    return 1 - right


@mistake(about="itself", costs=ITSELF)
def itself_always(right: np.ndarray) -> np.ndarray:
    """The diagonal is always true in your matrix.

    A token need not depend on itself, if what it collects takes its place: probe it like any other.
    """
    forced: np.ndarray = np.maximum(right, np.eye(len(right)))
    return forced


@mistake(about="itself", costs=FAMILIES)
def itself_never(right: np.ndarray) -> np.ndarray:
    """The diagonal is always false in your matrix. An output may depend on its own input: probe it too."""
    return right * (1 - np.eye(len(right)))


@mistake(about="probe", costs=FAMILIES, earns=False)
def probe_hidden_by_a_norm(right: np.ndarray, case: Case) -> np.ndarray:
    """A norm hides your probe.

    It takes away a constant that is added to all numbers of a token, and a factor on all of them. Put a fresh
    random vector in the token's place.
    """
    return right * np.eye(len(right)) if case.known.blocks[0].norm == "before" else right


@mistake(about="rounding", costs=PATTERNS)
def rounding_counted(right: np.ndarray, case: Case) -> np.ndarray:
    """Differences of rounding count as dependence. Compare with a threshold, not with 0."""
    return np.ones_like(right) if case.known.rounds else right


@mistake(about="no number", costs=NO_NUMBER)
def no_number_counted(right: np.ndarray, case: Case) -> np.ndarray:
    """An output that is never a number counts as different in your comparison.

    NaN is not even equal to itself. What is NaN whatever goes in depends on nothing.
    """
    lost = ~np.array(case.known.blocks[-1].mask).any(axis=-1, keepdims=True)
    return np.where(lost, 1, right)


@mistake(about="measure", costs=PATTERNS)
def means_compared(right: np.ndarray, case: Case) -> np.ndarray:
    """You compare one number for each output, such as its mean.

    Behind a norm the mean never changes: compare all numbers.
    """
    return np.zeros_like(right) if case.known.blocks[-1].norm == "after" else right


@mistake(about="constant", costs=FAMILIES, earns=False)
def always_everything(right: np.ndarray) -> np.ndarray:
    """Every output depends on every input in your matrix, whatever the box does. Ask the box."""
    return np.ones_like(right)


@mistake(about="constant", costs=FAMILIES, earns=False)
def always_back(right: np.ndarray) -> np.ndarray:
    """Every box looks back in your matrix, and no further. Ask the box."""
    return np.tri(len(right))


@mistake(about="constant", costs=FAMILIES, earns=False)
def only_itself(right: np.ndarray) -> np.ndarray:
    """Every output depends on its own input alone, whatever the box does. Ask the box."""
    return np.eye(len(right))
