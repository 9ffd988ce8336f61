"""Short notes on the repairs of a notebook."""

from collections.abc import Sequence

from nbformat import NotebookNode

from nbverdict.intake.match import Match, ReleasedNotebook, put_back
from nbverdict.notebook.cells import Role, nbgrader_metadata

MANY = 3  # more cells are counted, not named
DECIDES_NOTHING = ("checksum", "cell_type")  # older releases differ in these


def repair_notes(release: ReleasedNotebook, match: Match, submitted: Sequence[NotebookNode]) -> list[str]:
    """Return notes on all differences from the release, the most important first."""
    graded = {at: pieces for at, pieces in match.cells.items() if release.roles[at] is not Role.TEXT}
    known = [at for at, pieces in graded.items() if release.known_name(submitted[pieces[0]]) == at]
    told = {at: nbgrader_metadata(submitted[graded[at][0]]) for at in known}
    changed = [at for at in known if _weighty(told[at]) != _weighty(nbgrader_metadata(release.cells[at]))]
    turned = [
        at for at, (first, *_) in graded.items() if submitted[first].cell_type != release.cells[at].cell_type
    ]
    left_out = list(dict.fromkeys(match.left_out.values()))
    return [
        *_note(release, "put back", put_back(release, match)),
        *(f"joined {len(p)} pieces of {release.name(at)}" for at, p in graded.items() if len(p) > 1),
        *_note(release, "restored the cell type of", turned),
        *_note(release, "left out the untouched cell of", left_out),
        *_note(release, "recognised by what it holds:", [at for at in graded if at not in known]),
        *_note(release, "restored the metadata of", changed),
        *_note(release, "kept as ordinary cells copies of", _copies(release, match, submitted)),
    ]


def _copies(release: ReleasedNotebook, match: Match, submitted: Sequence[NotebookNode]) -> list[int]:
    """Return the release cells of whose name there are unused copies."""
    used = {at for pieces in match.cells.values() for at in pieces} | set(match.left_out)
    names = (release.known_name(cell) for at, cell in enumerate(submitted) if at not in used)
    return list(dict.fromkeys(name for name in names if name is not None))


def _weighty(told: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in told.items() if name not in DECIDES_NOTHING}


def _note(release: ReleasedNotebook, what: str, cells: Sequence[int]) -> list[str]:
    if not cells:
        return []
    return [f"{what} {', '.join(map(release.name, cells)) if len(cells) <= MANY else f'{len(cells)} cells'}"]
