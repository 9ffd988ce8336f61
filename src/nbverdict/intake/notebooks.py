"""Assigns submitted files to notebooks; nbgrader itself goes by names alone, before any plug-in runs."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from nbformat import NotebookNode

from nbverdict.intake.elsewhere import NOWHERE, Elsewhere
from nbverdict.intake.file_names import is_text
from nbverdict.intake.files import NOTEBOOK, Refused, listed
from nbverdict.intake.match import ReleasedNotebook, match_cells
from nbverdict.intake.metadata import MOST_CELLS
from nbverdict.intake.missing import Instead, Missing, another, named_as
from nbverdict.intake.others import OtherFile, other_kind
from nbverdict.intake.reading import read_notebook
from nbverdict.intake.reserved import NOTHING, Reserved
from nbverdict.intake.unreadable import UnreadableError
from nbverdict.notebook.cells import Role, reading
from nbverdict.store.folders import ordinary_files
from nbverdict.text.stamps import is_stamp, refused_as_stamp

LONGEST_NAME = 1_000  # characters of a cell's id or name
HALF = 0.5  # share of a release's own cells that a notebook must hold


@dataclass(frozen=True)
class HandIn:
    """A sorted submission: a file for each notebook or the reason why it is missing, and notes."""

    taken: Mapping[str, Path]
    missing: Mapping[str, Missing]
    notes: tuple[str, ...]
    reserved: Reserved = NOTHING  # paths to which nothing is copied


def sort_out(
    folder: Path,
    releases: Mapping[str, ReleasedNotebook],
    refused: Sequence[Refused] = (),
    reserved: Reserved = NOTHING,
    elsewhere: Elsewhere = NOWHERE,
) -> HandIn:
    """Assign files to notebooks by exact name, else by content, else by a similar name.

    If a notebook is missing and a file that may be it was refused, a person must look.
    """
    with reading():
        return _sorted_out(folder, releases, refused, reserved, elsewhere)


def _sorted_out(
    folder: Path,
    releases: Mapping[str, ReleasedNotebook],
    refused: Sequence[Refused],
    reserved: Reserved,
    elsewhere: Elsewhere,
) -> HandIn:
    files = {path: _cells(path) for path in _notebooks(folder)}
    held = {path: _held(path, cells, releases) for path, cells in files.items()}
    meant = {path: held[path] or named_as(path, releases) for path in files}
    strange = {
        path: elsewhere.named(cells, releases.get(meant[path] or ""))
        or ("" if held[path] else _strange(path, cells, releases))
        for path, cells in files.items()
    }
    named = {name: folder / f"{name}.ipynb" for name in releases}
    exact = {
        name: path
        for name, path in named.items()
        if path in files and held[path] in (name, None) and not strange[path]
    }
    others = [path for path in files if path not in exact.values() and not strange[path]]
    unknown = [path.relative_to(folder) for path in others if meant[path] is None]
    taken: dict[str, Path] = {}
    open_: dict[str, tuple[Sequence[PurePath], str]] = {}
    notes: list[str] = []
    for name, release in releases.items():
        own = exact.get(name)
        similar = _different([path for path in others if meant[path] == name], own)
        worked = [path for path in similar if own and not _untouched(files[path], release)]
        if own and worked and _untouched(files[own], release):
            own, similar = None, worked
        names = [path.relative_to(folder) for path in similar]
        if own:
            taken[name] = own
            if names:
                were = "was" if len(names) == 1 else "were"
                notes.append(f"{listed(names)} {were} not looked at: `{name}.ipynb` was graded")
        elif len(similar) == 1:
            taken[name] = similar[0]
            notes.append(f"took {listed(names)} for `{name}.ipynb`")
        else:
            wrong = [path for path in files if meant[path] in (name, None) and strange[path]]
            foreign = [f"{listed([path.relative_to(folder)])} is {strange[path]}" for path in wrong]
            open_[name] = (names, another(name, meant.get(named[name]), foreign))
    instead = Instead(releases, refused, unknown, _beside(folder, reserved) if open_ else {})
    missing = {name: instead.of(name, *found) for name, found in open_.items()}
    _, left = _places(folder, taken.values(), reserved)
    out = [path.relative_to(folder) for path in left]
    notes += [f"left out {listed(out)}: another lies in its place"] if out else []
    return HandIn(taken, missing, tuple(notes), reserved)


def take_in(folder: Path, handed_in: HandIn, to: Path) -> None:
    """Copy a submission, each notebook under its expected name; a missing one becomes an empty file."""
    places, _ = _places(folder, handed_in.taken.values(), handed_in.reserved)
    to.mkdir(parents=True)
    for place, path in places.items():
        (to / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to / place)
    for name, path in handed_in.taken.items():
        (to / f"{name}.ipynb").write_bytes(path.read_bytes())
    for name in handed_in.missing:
        (to / f"{name}.ipynb").touch()


def _places(
    folder: Path, notebooks: Iterable[Path], reserved: Reserved
) -> tuple[dict[PurePath, Path], list[Path]]:
    """Return the destination of each file, and the files left out because their path is blocked.

    Files nearer to the top go first; then each notebook brings the files beside it.
    """
    others = [path for path in ordinary_files(folder) if _is_other(path.relative_to(folder))]
    places: dict[PurePath, Path] = {path.relative_to(folder): path for path in others}
    folders = {above for place in places for above in place.parents}
    left = []
    for notebook in notebooks:
        beside = notebook.parent
        for path in (one for one in others if beside != folder and one.is_relative_to(beside)):
            place = path.relative_to(beside)
            stamped = is_stamp(place) and refused_as_stamp(place, path)
            ours = stamped or reserved.is_in_the_way(place)
            if ours or place in folders or any(above in places for above in place.parents):
                left.append(path)
            elif place not in places:
                places[place] = path
                folders |= {*place.parents}
    return places, left


def _beside(folder: Path, reserved: Reserved) -> dict[PurePath, OtherFile]:
    """Return the files that are neither notebooks, nor the course's, nor a time stamp, and what they are."""
    paths = [path.relative_to(folder) for path in ordinary_files(folder)]
    found = [path for path in paths if _is_other(path) and path not in reserved.files and not is_stamp(path)]
    return {path: other_kind(folder / path) for path in found}


def _notebooks(folder: Path) -> list[Path]:
    """Return the notebooks below a folder, without those in hidden folders of Jupyter and macOS."""
    files = [path for path in ordinary_files(folder) if NOTEBOOK.search(path.name)]
    return [p for p in files if not any(part.startswith((".", "__")) for part in p.relative_to(folder).parts)]


def _held(path: Path, cells: Sequence[NotebookNode], releases: Mapping[str, ReleasedNotebook]) -> str | None:
    """Return the notebook of whose own cells a file holds at least half, and more than of any other.

    Of two notebooks with the same cells it is the one whose name the file has.
    """
    shares = {name: _share(release, cells) for name, release in releases.items()}
    best = max(shares, key=lambda name: (shares[name], name == path.stem))
    return best if shares[best] >= HALF else None


def _share(release: ReleasedNotebook, cells: Sequence[NotebookNode]) -> float:
    """Return the share of a release's own cells that a notebook holds."""
    own = [at for at, kind in enumerate(release.roles) if kind is not Role.TEXT]
    return len({release.claim(cell) for cell in cells} & set(own)) / max(1, len(own))


def _strange(path: Path, cells: Sequence[NotebookNode], releases: Mapping[str, ReleasedNotebook]) -> str:
    """Return what a file of a notebook's name is if it holds nothing of that notebook."""
    own = releases.get(path.stem)
    shares = own is None or not own.shares_nothing(cells)
    return "" if shares else "another notebook, in which nothing of this one stands"


def _untouched(cells: Sequence[NotebookNode], release: ReleasedNotebook) -> bool:
    """Return whether a notebook holds nothing but the release."""
    found = match_cells(release, cells).cells
    written = [at for at, kind in enumerate(release.roles) if kind in (Role.SOLUTION, Role.ANSWER)]
    alone = all(release.claim(cell) is not None for cell in cells)
    return alone and all(at in found and release.is_blank(at, cells[found[at][0]]) for at in written)


def _cells(path: Path) -> list[NotebookNode]:
    """Return the identifying parts of a file's cells; the file may hold anything.

    Of a notebook with too many cells only the first ones are read.
    """
    try:
        found = read_notebook(path.read_bytes()).told["cells"]
        return [_cell(one) for one in found[:MOST_CELLS]]
    except (UnreadableError, OSError):
        return []


def _cell(told: Any) -> NotebookNode:
    """Return a cell without outputs."""
    own = told["metadata"].get("nbgrader")
    name = own.get("grade_id", "") if isinstance(own, dict) else ""
    return NotebookNode(
        cell_type=told["cell_type"],
        id=told["id"],
        metadata=NotebookNode(nbgrader=NotebookNode(grade_id=str(name)[:LONGEST_NAME])),
        source=told["source"],
    )


def _different(paths: Sequence[Path], own: Path | None) -> list[Path]:
    """Return one file of each content, without the assigned notebook's."""
    contents = {path.read_bytes(): path for path in reversed(paths)}
    if own:
        contents.pop(own.read_bytes(), None)
    return sorted(contents.values())


def _is_other(path: Path) -> bool:
    """Return whether a file is neither a notebook nor a placeholder, and its name is valid UTF-8."""
    return is_text(path) and not any(NOTEBOOK.search(part) for part in path.parts)
