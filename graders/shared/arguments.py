"""This course's own kinds of arguments: what `builders.py` builds in the student's process."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Pretrained:
    """A model or tokenizer that the student loads by its name: a shown case."""

    what: str
    name: str

    def packed(self) -> dict[str, Any]:
        """Return what to load."""
        return {"kind": "pretrained", "what": self.what, "name": self.name}


@dataclass(frozen=True)
class Bert:
    """A BERT of this configuration, with the weights that the case carries."""

    config: dict[str, Any]

    def packed(self) -> dict[str, Any]:
        """Return the configuration; the weights travel beside it."""
        return {"kind": "bert", "config": self.config}


@dataclass(frozen=True)
class Block:
    """A block of a black box: attention under a mask, then a feed-forward block for each token."""

    mask: tuple[tuple[bool, ...], ...]  # (queries, keys), true where a query may look; a row without is lost
    norm: str = "before"  # `before` or `after` what the block adds, or `none`
    residual: bool = True  # whether what is collected is added to the token, or replaces it
    positions: bool = False  # whether each place has a vector of its own
    sharpness: float = 0.3  # by how much scores are multiplied


@dataclass(frozen=True)
class Box:
    """A function from (n, h) to (n, h): blocks whose weights a seed draws."""

    blocks: tuple[Block, ...]
    hidden: int
    seed: int
    rounds: bool = False  # whether it rounds, in a way that depends on every token

    def packed(self) -> dict[str, Any]:
        """Return what to build."""
        return {"kind": "box", **asdict(self)}


@dataclass(frozen=True)
class Model:
    """A model of this configuration with weights of no meaning, some of them frozen: for counting."""

    config: dict[str, Any]
    frozen: tuple[str, ...] = ()  # prefixes of names
    meta: bool = False  # on the device that holds shapes alone

    def packed(self) -> dict[str, Any]:
        """Return the configuration, what is frozen, and where it lies."""
        return {"kind": "model", "config": self.config, "frozen": list(self.frozen), "meta": self.meta}


@dataclass(frozen=True)
class Table:
    """A DataFrame of these columns, rows and index: a process that grades need not import pandas for it."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    index: tuple[int, ...] = ()  # without one, rows are counted from 0

    def packed(self) -> dict[str, Any]:
        """Return columns, rows and index."""
        index = list(self.index or range(len(self.rows)))
        rows = [list(row) for row in self.rows]
        return {"kind": "table", "columns": list(self.columns), "rows": rows, "index": index}


@dataclass(frozen=True)
class Tensor:
    """A torch tensor of these numbers: float32, or bool where all are."""

    rows: list[Any]

    def packed(self) -> dict[str, Any]:
        """Return the numbers."""
        return {"kind": "tensor", "rows": self.rows}


@dataclass(frozen=True)
class Tokenizer:
    """A BERT tokenizer of these tokens, in the order of their ids."""

    tokens: tuple[str, ...]
    cased: bool = False  # whether capitals are letters of their own

    def packed(self) -> dict[str, Any]:
        """Return the tokens, and what becomes of capitals."""
        return {"kind": "tokenizer", "tokens": list(self.tokens), "cased": self.cased}
