"""What goes wrong with a causal mask: who may look at whom."""

from collections.abc import Callable

import numpy as np

from nbverdict import mistake

OPENS = "opens_itself_and_earlier_tokens"


@mistake(about="mask", costs=OPENS)
def later_tokens_open(right: np.ndarray) -> np.ndarray:
    """The mask opens the future and hides the past.

    Rows are queries, so earlier tokens lie left of the diagonal: the lower triangle.
    """
    return _where(right, lambda query, key: key >= query)


@mistake(about="mask", costs=OPENS)
def mask_inverted(right: np.ndarray) -> np.ndarray:
    """The mask says where a query may not look. Here 1, or True, means that it may."""
    return 1 - right


@mistake(about="mask", costs=OPENS)
def a_token_hidden_from_itself(right: np.ndarray) -> np.ndarray:
    """A token may not look at itself in your mask. The diagonal belongs to what is allowed."""
    return _where(right, lambda query, key: key < query)


@mistake(about="mask", costs=OPENS)
def one_later_token_open(right: np.ndarray) -> np.ndarray:
    """The mask is one diagonal too wide: each token sees the next one too."""
    return _where(right, lambda query, key: key <= query + 1)


@mistake(about="mask", costs=OPENS)
def only_the_next_token_hidden(right: np.ndarray) -> np.ndarray:
    """Only the very next token is hidden. All later ones must be."""
    return _where(right, lambda query, key: key != query + 1)


@mistake(about="mask", costs=OPENS)
def only_the_last_token_open(right: np.ndarray) -> np.ndarray:
    """A token sees itself and the one before, and none that came earlier. All earlier ones are allowed."""
    return _where(right, lambda query, key: (key == query) | (key == query - 1))


@mistake(about="mask", costs=OPENS, earns=False)
def only_itself_open(right: np.ndarray) -> np.ndarray:
    """Each token sees itself alone. Earlier ones are allowed too."""
    return _where(right, lambda query, key: key == query)


@mistake(about="mask", costs=OPENS, earns=False)
def nothing_hidden(right: np.ndarray) -> np.ndarray:
    """The mask hides nothing. Later tokens must be hidden."""
    return _where(right, lambda query, key: query + key >= 0)


def _where(right: np.ndarray, allowed: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> np.ndarray:
    """Return a mask of the same size that is 1 where `allowed(query, key)` is true."""
    places = np.arange(len(right))
    return allowed(places[:, None], places[None, :]).astype(np.float64)
