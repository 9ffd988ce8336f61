"""Matches submitted cells to cells of the release by their text; metadata is only a hint."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from nbformat import NotebookNode

from nbverdict.notebook.cells import (
    Role,
    definitions,
    heading,
    names_in,
    nbgrader_metadata,
    parses,
    plain,
    reading,
    role,
    same,
)

MOST_PIECES = 8  # into which one cell was split
WRITTEN_INTO = "the text of its question was changed: the answer may stand there"
PIECES = 20  # limit of pieces to try; more would take long
NOT_FOUND = "the cell of this answer is gone: it may stand elsewhere in the notebook"


@dataclass(frozen=True)
class Match:
    """A match by index: release cells to submitted cells, `left_out` the other way round."""

    cells: dict[int, tuple[int, ...]]  # one cell, or several pieces
    left_out: dict[int, int] = field(default_factory=dict)  # blank cells whose student wrote in another cell
    doubts: dict[int, str] = field(default_factory=dict)  # release cells for a person to find


class ReleasedNotebook:
    """The cells of a release, indexed by all that can identify them."""

    def __init__(self, cells: Sequence[NotebookNode]) -> None:
        """Index the cells by name, id, text, heading and function."""
        self.cells = cells
        self.roles = [role(cell) for cell in cells]
        self.functions = [
            definitions(cell) if kind in (Role.SOLUTION, Role.ANSWER) else frozenset()
            for cell, kind in zip(cells, self.roles, strict=True)
        ]
        self._defined = [definitions(cell) if cell.cell_type == "code" else frozenset() for cell in cells]
        self._ordinary = {
            plain(cell.source) for cell, kind in zip(cells, self.roles, strict=True) if kind is Role.TEXT
        }
        self._names = _unique([self.name(index) for index in range(len(cells))])
        self._ids = _unique([str(cell.get("id", "")) for cell in cells])
        self._texts = _unique([plain(cell.source) for cell in cells])
        self._headings = _unique([heading(cell) for cell in cells])

    def claim(self, cell: NotebookNode) -> int | None:
        """Return the release cell that a submitted cell claims to be, by its hints or its text."""
        defined = self._defined_by(cell)
        own_id, text = self._ids.get(str(cell.get("id", ""))), self._texts.get(plain(cell.source))
        named = bool(nbgrader_metadata(cell))  # else ids may be places, which move with each new cell
        by_it = (own_id, text) if named else (text, own_id)
        hints = (self.known_name(cell), *by_it, self._headings.get(heading(cell)))
        fitting = next((hint for hint in hints if hint is not None and self._fits(hint, defined)), None)
        if fitting is not None or not defined or plain(cell.source) in self._ordinary:
            return fitting  # a cell that the course gave, such as a worked example, is nobody's answer
        return defined[0]

    def unchanged(self, cells: Sequence[NotebookNode]) -> int:
        """Return how many cells of the release these hold as they were released."""
        return len({plain(cell.source) for cell in cells} & set(self._texts))

    def shares_nothing(self, cells: Sequence[NotebookNode]) -> bool:
        """Return whether a notebook that is not empty has neither a cell nor a name of the release."""
        written = any(cell.source.strip() for cell in cells)
        if not written or any(self.claim(cell) is not None for cell in cells):
            return False
        own = names_in(one for one, kind in zip(self.cells, self.roles, strict=True) if kind is not Role.TEXT)
        return not own & names_in(cells, bound=True)

    def name(self, index: int) -> str:
        """Return nbgrader's name of a cell."""
        return str(nbgrader_metadata(self.cells[index]).get("grade_id", ""))

    def known_name(self, cell: NotebookNode) -> int | None:
        """Return the release cell whose name a submitted cell carries."""
        return self._names.get(str(nbgrader_metadata(cell).get("grade_id", "")))

    def is_blank(self, index: int, cell: NotebookNode) -> bool:
        """Return whether a cell is a solution or an answer as it was released, ignoring comments."""
        return same(cell, self.cells[index])

    def gave(self, index: int, cell: NotebookNode, functions: frozenset[str]) -> bool:
        """Return whether the course gave a cell as it is, or an ordinary cell with these functions."""
        example = self.roles[index] is Role.TEXT and bool(functions) and functions <= self._defined[index]
        return example or self.is_blank(index, cell)

    def _defined_by(self, cell: NotebookNode) -> list[int]:
        defined = definitions(cell)
        return [index for index, names in enumerate(self.functions) if names and names <= defined]

    def _fits(self, index: int, defined: list[int]) -> bool:
        """Return whether a cell's definitions fit a hint.

        They may be its own function, or those of the course's example that it was, and of no other cell.
        """
        given = self.roles[index] is Role.TEXT and all(
            self.functions[at] <= self._defined[index] for at in defined
        )
        return not defined or index in defined or given or self.cells[index].cell_type != "code"


def _unique(keys: Sequence[str]) -> dict[str, int]:
    return {key: index for index, key in enumerate(keys) if key and keys.count(key) == 1}


def match_cells(release: ReleasedNotebook, submitted: Sequence[NotebookNode]) -> Match:
    """Match the cells of a submission to those of a release."""
    with reading():
        return _matched(release, submitted)


def _matched(release: ReleasedNotebook, submitted: Sequence[NotebookNode]) -> Match:
    claims = [release.claim(cell) for cell in submitted]
    cells: dict[int, tuple[int, ...]] = {}
    left_out: dict[int, int] = {}
    for index in range(len(release.cells)):
        claimed = [at for at, claim in enumerate(claims) if claim == index]
        if chosen := _choose(release, index, claimed, claims, submitted):
            cells[index] = chosen
        if release.roles[index] in (Role.SOLUTION, Role.ANSWER):
            blank = (at for at in claimed if release.is_blank(index, submitted[at]))
            left_out |= dict.fromkeys(set(blank) - set(chosen), index)
    return _match_answers(release, submitted, claims, Match(cells, left_out))


def put_back(release: ReleasedNotebook, match: Match) -> list[int]:
    """Return the missing cells to restore; a blank solution would hide one that stands elsewhere."""
    needed = (Role.LOCKED, Role.TEST, Role.ANSWER)
    return [at for at, kind in enumerate(release.roles) if kind in needed and at not in match.cells]


def _choose(
    release: ReleasedNotebook,
    index: int,
    claimed: list[int],
    claims: list[int | None],
    submitted: Sequence[NotebookNode],
) -> tuple[int, ...]:
    """Choose among the submitted cells that claim to be one release cell."""
    kind = release.roles[index]
    if kind in (Role.TEXT, Role.LOCKED, Role.TEST) or not claimed:
        # of a test the last copy counts, as it follows all definitions; of others the first
        return tuple(claimed[-1:] if kind is Role.TEST else claimed[:1])
    written = [at for at in claimed if not release.is_blank(index, submitted[at])]
    if not written:
        elsewhere = kind is Role.SOLUTION and _defined_elsewhere(release, index, claims, submitted)
        return () if elsewhere else tuple(claimed[:1])
    if release.cells[index].cell_type == "markdown":
        texts = {plain(submitted[at].source): at for at in reversed(written)}
        return tuple(sorted(texts.values()))
    if pieces := _pieces(written, claims, submitted):
        return pieces
    wanted, kind_of_cell = release.functions[index], release.cells[index].cell_type

    def rank(at: int) -> tuple[bool, bool, int]:
        """Prefer code cells: a cell turned into Markdown is usually an abandoned attempt."""
        defines = wanted <= definitions(submitted[at])
        return defines and submitted[at].cell_type == kind_of_cell, defines, at

    return (max(written, key=rank),)


def _defined_elsewhere(
    release: ReleasedNotebook, index: int, claims: list[int | None], submitted: Sequence[NotebookNode]
) -> bool:
    """Return whether the function of an untouched cell was written in another task's cell."""
    wanted = release.functions[index]
    others = (
        cell
        for cell, claim in zip(submitted, claims, strict=True)
        if claim != index and not (claim is not None and release.gave(claim, cell, wanted))
    )
    return bool(wanted) and any(cell.cell_type == "code" and wanted <= definitions(cell) for cell in others)


def _pieces(
    written: list[int], claims: list[int | None], submitted: Sequence[NotebookNode]
) -> tuple[int, ...]:
    """Return consecutive cells that Python parses only together: a cell that was split."""

    def belongs(at: int) -> bool:
        return at in written or (
            claims[at] is None and submitted[at].cell_type == "code" and not parses(submitted[at].source)
        )

    for start in written[:PIECES]:
        end = start + 1
        while end < min(len(submitted), start + PIECES) and belongs(end):
            end += 1
        for stop in range(end, start + 1, -1):
            sources = [submitted[at].source for at in range(start, stop)]
            if not all(map(parses, sources)) and parses("\n".join(sources)):
                return tuple(range(start, stop))
    return ()


def _match_answers(
    release: ReleasedNotebook, submitted: Sequence[NotebookNode], claims: list[int | None], match: Match
) -> Match:
    """Find answers without a hint by their position, and mark those that are not found as doubtful."""
    cells, left_out, doubts = dict(match.cells), dict(match.left_out), {}
    for index in (at for at, kind in enumerate(release.roles) if kind is Role.ANSWER):
        found = cells.get(index, ())
        if found and not all(release.is_blank(index, submitted[at]) for at in found):
            continue
        kind = release.cells[index].cell_type
        used = {at for pieces in cells.values() for at in pieces}
        free = [
            claims[at] is None and at not in used and cell.cell_type == kind and bool(cell.source.strip())
            for at, cell in enumerate(submitted)
        ]
        # code beside an untouched code cell may be anything, text beside an untouched text cell is an answer
        by_place = _beside(index, cells, free) if kind == "markdown" or not found else ()
        if by_place:
            cells[index] = by_place
            left_out |= dict.fromkeys(found, index)
        elif _was_written_into(release, index - 1, cells, submitted):
            doubts[index] = WRITTEN_INTO
        elif not found:
            doubts[index] = NOT_FOUND
    return Match(cells, left_out, doubts)


def _beside(index: int, cells: dict[int, tuple[int, ...]], free: list[bool]) -> tuple[int, ...]:
    """Return the unmatched cells beside an untouched answer, after its question, or before the next cell."""
    if index in cells:
        [blank] = cells[index]
        return _run(free, blank + 1, 1) or _run(free, blank - 1, -1)
    if index - 1 in cells:
        return _run(free, cells[index - 1][-1] + 1, 1)
    if index + 1 in cells:
        return _run(free, cells[index + 1][0] - 1, -1)[-1:]
    return ()


def _run(free: list[bool], start: int, step: int) -> tuple[int, ...]:
    at = start
    while 0 <= at < len(free) and free[at]:
        at += step
    return tuple(sorted(range(start, at, step)))


def _was_written_into(
    release: ReleasedNotebook,
    index: int,
    cells: dict[int, tuple[int, ...]],
    submitted: Sequence[NotebookNode],
) -> bool:
    """Return whether a text of the release came back with additions."""
    if index not in cells or release.roles[index] is not Role.TEXT:
        return False
    old, new = plain(release.cells[index].source), plain(submitted[cells[index][0]].source)
    return len(new) > len(old)
