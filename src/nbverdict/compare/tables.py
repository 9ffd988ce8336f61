"""Reads tables: matches columns by meaning and rows by key, and reads units from labels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from string import ascii_lowercase, digits

from nbverdict.compare.data import Other, Table
from nbverdict.compare.difference import Difference
from nbverdict.compare.numbers import Tolerance, differs, times_off
from nbverdict.compare.once import once
from nbverdict.text.expressions import Expression
from nbverdict.text.quoted import quoted

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
LOWERED = str.maketrans(RAISED, "0123456789")
LONGEST = 400  # characters of a label that are read
IN_LABELS = frozenset(ascii_lowercase + digits)
POWERS = Expression(f"[{RAISED}]+")
POWER = Expression(
    r"(?:^|[^0-9])(?:1e|10[\s\pZ]*\$?[\s\pZ]*(?:\^|\*\*)[\s\pZ]*\{?)[\s\pZ]*([0-9]+)"
)  # 1e9, 10^9, 10**9, $10^{9}$
# The names of units in labels, and how many parameters or bytes each is.
COUNTS = {
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "mio": 1e6,
    "mn": 1e6,
    "million": 1e6,
    "b": 1e9,
    "bn": 1e9,
    "billion": 1e9,
    "g": 1e9,
}
UNITS = ("KiB", "MiB", "GiB", "KB", "MB", "GB")  # that may follow a digit directly
BYTES = {
    "million": 1e6,
    "billion": 1e9,
    "byte": 1.0,
    "b": 1.0,
    "kb": 1e3,
    "mb": 1e6,
    "gb": 1e9,
    "kib": 2.0**10,
    "mib": 2.0**20,
    "gib": 2.0**30,
    "megabyte": 1e6,
    "gigabyte": 1e9,
    "mebibyte": 2.0**20,
    "gibibyte": 2.0**30,
}


@dataclass(frozen=True)
class Column:
    """The meaning of a column: patterns that its label matches, patterns that it must not match, and units.

    `unlabelled` lists the possible units if the label names none.
    """

    name: str
    label: str  # the task's own label, which has priority over others with the same meaning
    patterns: tuple[str, ...]
    without: tuple[str, ...] = ()
    units: Mapping[str, float] | None = field(default=None, hash=False)
    unlabelled: tuple[float, ...] = (1.0,)

    def matches(self, label: str) -> bool:
        """Say whether a label means this column."""
        return _finds(self.patterns, spaced(label)) and not _finds(self.without, spaced(label))

    def scales(self, label: str) -> tuple[float, ...]:
        """Return the factors that may turn a value into base units: one if the label names the unit."""
        scale = read_scale(label, self.units or {})
        return self.unlabelled if scale is None else (scale,)


@lru_cache(maxsize=2048)
def _finds(patterns: tuple[str, ...], text: str) -> bool:
    return any(_compiled(pattern).search(text) for pattern in patterns)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Expression:
    return Expression(pattern)


@lru_cache(maxsize=2048)  # each check asks again, for each mistake that it is tried with
def spaced(label: str) -> str:
    """Return a label in lower case with single spaces between words: `fp32_MB` becomes `fp32 mb`."""
    text = label[:LONGEST]
    parted = "".join(f" {letter}" if _begins_a_word(text, at) else letter for at, letter in enumerate(text))
    return " ".join("".join(one if one in IN_LABELS else " " for one in parted.lower()).split())


def _begins_a_word(text: str, at: int) -> bool:
    """Say whether a word begins here although no space precedes it: `ParamsMB`, `4MB`."""
    before, rest = text[at - 1 : at], text[at : at + 4]
    if before.isascii() and before.islower():
        return rest[:2].isascii() and rest[:1].isupper() and rest[1:2].isalpha()
    unit = next((unit for unit in UNITS if rest.startswith(unit)), "")
    return before.isdecimal() and bool(unit) and not _is_of_a_word(rest[len(unit) : len(unit) + 1])


def _is_of_a_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def read_scale(label: str, units: Mapping[str, float]) -> float | None:
    """Return the factor from the unit that a label names to base units, or None if it names no unit.

    The last word counts, but a unit with a prefix counts before plain bytes: `MB (10^6 bytes)` is MB.
    """
    words = [candidate for word in spaced(label).split() for candidate in (word, word.removesuffix("s"))]
    named = [word for word in words if word in units]
    prefixed = [word for word in named if units[word] != 1.0]
    if prefixed:
        return units[prefixed[-1]]
    power = _power(label[:LONGEST])
    return units[named[-1]] if named and power is None else power


@lru_cache(maxsize=2048)
def _power(label: str) -> float | None:
    """Return the power of ten that a label names, if it names one."""
    level = POWERS.replaced(label, lambda raised: f"^{raised[0].translate(LOWERED)}")  # 10¹² as 10^12
    found = POWER.search(level)
    return float(10 ** min(int(found[1]), 15)) if found else None


@dataclass(frozen=True)
class KeyedTable:
    """A table with columns matched by meaning and rows matched by key."""

    table: Table
    positions: Mapping[str, int]  # column name to position
    columns: Mapping[str, Column]
    rows: Mapping[str, int]  # key to row

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the columns that match no label."""
        return tuple(name for name in self.columns if name not in self.positions)

    def difference(self, key: str, column: str, expected: float, *, tol: Tolerance) -> Difference | None:
        """Compare one cell, in the unit of its label, with `expected` base units."""
        if column not in self.positions or key not in self.rows:
            return Difference(f"{column} of {key}", "missing", "", f"{expected:g}", "missing_cells")
        label = self.table.columns[self.positions[column]]
        got = self.table.rows[self.rows[key]][self.positions[column]]
        scales = self.columns[column].scales(label)
        if any(not differs(expected / scale, got, tol=tol) for scale in scales):
            return None
        what = "no number" if isinstance(got, str | bool | Other | None) else "another number is right"
        mistake = "text_for_numbers" if isinstance(got, str) else ""
        times = min(times_off(expected / scale, got, tol=tol) for scale in scales)
        return Difference(
            f"{column} of {key}", what, shown(got), f"{expected / scales[0]:.6g}", mistake, times=times
        )


def shown(value: object) -> str:
    """Return a cell as a student may read it."""
    if isinstance(value, Other):
        return quoted(value.other)
    if isinstance(value, str):
        return quoted(value)
    return f"{value:.6g}" if isinstance(value, float) else repr(value)


def read_keyed(table: Table, columns: Sequence[Column], *, key: Column, keys: Sequence[str]) -> KeyedTable:
    """Match columns by meaning and rows by key.

    The key column may be the index. If the keys are not exactly the expected ones, rows are matched by the
    last part of a path, then by their order, so that a wrong key costs only the key.
    """
    return _read_keyed(table, tuple(columns), key, tuple(keys))


@once
def _read_keyed(table: Table, columns: tuple[Column, ...], key: Column, keys: tuple[str, ...]) -> KeyedTable:
    positions = match_columns(table.columns, (key, *columns))
    held = held_keys(table, positions.get(key.name))
    rows = {k: held.index(k) for k in keys if k in held}
    if len(rows) < len(keys):
        short = [_last(k) for k in held]
        rows = {k: short.index(_last(k)) for k in keys if _last(k) in short}
    if len(rows) < len(keys) and len(held) == len(keys):
        rows = {k: position for position, k in enumerate(keys)}
    return KeyedTable(table, positions, {column.name: column for column in columns}, rows)


def held_keys(table: Table, position: int | None) -> list[object]:
    """Return the keys of a table, from a column or else from its index."""
    return list(table.index) if position is None else [row[position] for row in table.rows]


def _last(key: object) -> object:
    return key.rstrip("/").rsplit("/", 1)[-1] if isinstance(key, str) else key


def match_columns(labels: Iterable[str], columns: Iterable[Column]) -> dict[str, int]:
    """Return, for each column, the position of the first label that matches it, if any."""
    texts, wanted = list(labels), list(columns)
    found = {column.name: texts.index(column.label) for column in wanted if column.label in texts}
    for column in wanted:
        for position, label in enumerate(texts):
            if column.name not in found and position not in found.values() and column.matches(label):
                found[column.name] = position
    return found
