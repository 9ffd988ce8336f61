"""What goes wrong with a causal mask: who may look at whom."""

from collections.abc import Callable

import numpy as np

from nbverdict.authoring.mistake import Mistake, as_it_is

OPENS = ("opens_itself_and_earlier_tokens",)


def _where(allowed: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
    """Return a mask of the same size that is 1 where `allowed(query, key)` is true."""

    def mask(right: np.ndarray) -> np.ndarray:
        places = np.arange(len(right))
        return allowed(places[:, None], places[None, :]).astype(np.float64)

    return mask


MISTAKES = (
    Mistake(
        "later_tokens_open",
        "mask",
        OPENS,
        "The mask opens the future and hides the past. Rows are queries, so earlier tokens lie left of the "
        "diagonal: the lower triangle.",
        as_it_is(_where(lambda query, key: key >= query)),
    ),
    Mistake(
        "mask_inverted",
        "mask",
        OPENS,
        "The mask says where a query may not look. Here 1, or True, means that it may.",
        as_it_is(lambda right: 1 - right),
    ),
    Mistake(
        "a_token_hidden_from_itself",
        "mask",
        OPENS,
        "A token may not look at itself in your mask. The diagonal belongs to what is allowed.",
        as_it_is(_where(lambda query, key: key < query)),
    ),
    Mistake(
        "one_later_token_open",
        "mask",
        OPENS,
        "The mask is one diagonal too wide: each token sees the next one too.",
        as_it_is(_where(lambda query, key: key <= query + 1)),
    ),
    Mistake(
        "only_the_next_token_hidden",
        "mask",
        OPENS,
        "Only the very next token is hidden. All later ones must be.",
        as_it_is(_where(lambda query, key: key != query + 1)),
    ),
    Mistake(
        "only_the_last_token_open",
        "mask",
        OPENS,
        "A token sees itself and the one before, and none that came earlier. All earlier ones are allowed.",
        as_it_is(_where(lambda query, key: (key == query) | (key == query - 1))),
    ),
    Mistake(
        "only_itself_open",
        "mask",
        OPENS,
        "Each token sees itself alone. Earlier ones are allowed too.",
        as_it_is(_where(lambda query, key: key == query)),
        earns=False,
    ),
    Mistake(
        "nothing_hidden",
        "mask",
        OPENS,
        "The mask hides nothing. Later tokens must be hidden.",
        as_it_is(_where(lambda query, key: query + key >= 0)),
        earns=False,
    ),
)
