"""Looks at a submission for a process that is trusted with more than that one: in a confined one."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbverdict.config.budget import Confinement, why_given_up
from nbverdict.intake.file_names import modules_here
from nbverdict.intake.files import Examined, examine, told_of
from nbverdict.sandbox.confined import Access, ConfinedEnd, confined, is_confined


def look_at(folder: Path, release: Path, config: Any) -> Examined:
    """Return what `examine` does, found out within the budget of one submission.

    Raises:
        ValueError: nobody can look at it, and why.
    """
    if is_confined():
        return examine(folder, release)
    modules_here()
    access = Access(read=tuple(one for one in (folder, release) if one.is_dir() and not one.is_symlink()))
    budget = Confinement(config=config).budget()
    try:
        reply = confined(lambda _: _encoded(examine(folder, release)), budget=budget, access=access)
        return _decoded(folder, json.loads(reply))
    except ConfinedEnd as end:
        raise ValueError(why_given_up(end.cause)) from end
    except (TypeError, KeyError) as error:
        raise ValueError("what was found in it cannot be read") from error


def _encoded(examined: Examined) -> bytes:
    kept = [str(path.relative_to(examined.folder)) for path in examined.kept]
    refused = [one.texts for one in examined.refused]
    return json.dumps({"kept": kept, "refused": refused}).encode()


def _decoded(folder: Path, told: Mapping[str, Any]) -> Examined:
    """Return what was found, as far as it lies in the folder: what is kept is read, what is refused moved.

    Raises:
        ValueError: some of it does not.
    """
    kept = tuple(folder / name for name in told["kept"])
    refused = told_of(told["refused"])
    places = [*kept, *(folder / one.path for one in refused if one.path.parts)]
    top, above = folder.parent.resolve() / folder.name, {one.parent for one in places}
    within = all(one.resolve().is_relative_to(top) for one in above)
    if not within or any(one.name == ".." for one in places) or any(one.is_symlink() for one in kept):
        raise ValueError("what was found in it lies elsewhere")
    return Examined(folder, kept, refused)
