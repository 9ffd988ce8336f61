"""Examines a submission in a confined process, for a caller that is trusted with other submissions too."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbverdict.config.budget import Confinement, why_given_up
from nbverdict.intake.file_names import modules_here
from nbverdict.intake.files import Examined, examine, told_of
from nbverdict.sandbox.confined import Access, ConfinedEnd, confined, is_confined


def look_at(folder: Path, release: Path, config: Any) -> Examined:
    """Return the result of `examine`, computed in a confined process within the budget of one submission.

    Raises:
        ValueError: it cannot be examined; the message says why.
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
        raise ValueError("the result of examining it is malformed") from error


def _encoded(examined: Examined) -> bytes:
    kept = [str(path.relative_to(examined.folder)) for path in examined.kept]
    refused = [one.texts for one in examined.refused]
    return json.dumps({"kept": kept, "refused": refused}).encode()


def _decoded(folder: Path, told: Mapping[str, Any]) -> Examined:
    """Decode and check the result: later steps read the kept files and move the refused ones.

    Raises:
        ValueError: a path lies outside the folder.
    """
    kept = tuple(folder / name for name in told["kept"])
    refused = told_of(told["refused"])
    places = [*kept, *(folder / one.path for one in refused if one.path.parts)]
    top, above = folder.parent.resolve() / folder.name, {one.parent for one in places}
    within = all(one.resolve().is_relative_to(top) for one in above)
    if not within or any(one.name == ".." for one in places) or any(one.is_symlink() for one in kept):
        raise ValueError("the result of examining it names a path outside the folder")
    return Examined(folder, kept, refused)
