"""A WordPiece tokenizer of our own: common words whole, everything else letter by letter.

It stands in for bert-base-uncased's, whose vocabulary lies on the hub, and hidden cases bring it along.
"""

import string
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from transformers import BertTokenizer

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
SPECIAL_IDS = {"[PAD]": 0, "[UNK]": 100, "[CLS]": 101, "[SEP]": 102, "[MASK]": 103}  # as in bert-base-uncased


@cache
def words() -> tuple[str, ...]:
    """Return the words that stay whole."""
    return tuple(Path(__file__).with_name("words.txt").read_text("utf-8").split())


def pieces() -> list[str]:
    """Return single characters, the continuations of letters and digits, then the words, each once."""
    letters = string.ascii_lowercase + string.digits
    singles = [*string.punctuation, *letters, *(f"##{letter}" for letter in letters)]
    return list(dict.fromkeys([*singles, *words()]))


def vocabulary(size: int | None = None) -> dict[str, int]:
    """Return token to id.

    With a size, the special tokens take the ids that bert-base-uncased gives them and `[unused…]` fills the
    rest; without one, the vocabulary is as small as it can be.
    """
    if size is None:
        return {token: index for index, token in enumerate([*SPECIAL, *pieces()])}
    tokens = [f"[unused{index}]" for index in range(size)]
    for token, index in SPECIAL_IDS.items():
        tokens[index] = token
    first = max(SPECIAL_IDS.values()) + 1
    tokens[first : first + len(pieces())] = pieces()
    return {token: index for index, token in enumerate(tokens)}


def cased_vocabulary() -> dict[str, int]:
    """Return token to id where capitals are letters of their own."""
    capitals = [*string.ascii_uppercase, *(f"##{letter}" for letter in string.ascii_uppercase)]
    return {token: index for index, token in enumerate([*SPECIAL, *pieces(), *capitals])}


def encode(
    sentence: str, vocab: dict[str, int], *, cased: bool = False
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the ids and tokens that `build_tokenizer` gives a sentence, without importing transformers."""
    from tokenizers.implementations import BertWordPieceTokenizer

    encoded = BertWordPieceTokenizer(vocab, lowercase=not cased).encode(sentence)
    return tuple(encoded.ids), tuple(encoded.tokens)


def draw_sentence(
    rng: np.random.Generator, tokens: Sequence[str], *, length: tuple[int, int], avoid: Collection[int]
) -> str:
    """Draw words, and one name that falls into pieces, so that it has none of these numbers of tokens."""
    vocab, cased = {token: index for index, token in enumerate(tokens)}, "A" in tokens
    while True:
        chosen = [str(word) for word in rng.choice(words(), size=int(rng.integers(*length)))]
        name = "".join(rng.choice(list(string.ascii_lowercase), size=3))
        chosen[int(rng.integers(1, 5))] = name.capitalize()
        chosen[0] = chosen[0].capitalize()
        sentence = f"{' '.join(chosen)}."
        if len(encode(sentence, vocab, cased=cased)[0]) not in avoid:
            return sentence


def build_tokenizer(vocab: dict[str, int], *, cased: bool = False) -> "BertTokenizer":
    """Return the tokenizer of a vocabulary, lower-casing as bert-base-uncased does unless it is `cased`."""
    from transformers import BertTokenizer

    return BertTokenizer(vocab=vocab, model_max_length=512, do_lower_case=not cased)
