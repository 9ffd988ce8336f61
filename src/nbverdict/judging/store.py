"""A cache of verdicts, keyed by content: an unchanged check never judges the same evidence twice."""

from pathlib import Path

from nbverdict.evidence.lent import fetch, place_of
from nbverdict.judging.verdict import Verdict
from nbverdict.store.typed import Codec

FOLDER = "verdicts"
VERDICT, VERDICTS = Codec[Verdict](Verdict), Codec[dict[str, Verdict]](dict[str, Verdict])


class Verdicts:
    """The cached verdicts below a course's evidence."""

    def __init__(self, store: Path) -> None:
        """Name the folder; the first verdict creates it."""
        self.folder = place_of(store) / FOLDER

    def find(self, key: str) -> Verdict | None:
        """Return the verdict with this key, or None if there is none that can be read."""
        fetch(FOLDER, key)
        return VERDICT.find(self._path(key))

    def keep(self, key: str, verdict: Verdict) -> None:
        """Keep a verdict."""
        VERDICT.write(self._path(key), verdict)

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"
