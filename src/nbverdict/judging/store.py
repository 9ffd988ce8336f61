"""Verdicts, kept by content: a check that did not change judges no evidence twice."""

from pathlib import Path

from nbverdict.evidence.lent import fetch, place_of
from nbverdict.judging.verdict import Verdict
from nbverdict.store.typed import Codec

FOLDER = "verdicts"
VERDICT, VERDICTS = Codec[Verdict](Verdict), Codec[dict[str, Verdict]](dict[str, Verdict])


class Verdicts:
    """The verdicts below a course's evidence."""

    def __init__(self, store: Path) -> None:
        """Name the folder; it is made when the first verdict is kept."""
        self.folder = place_of(store) / FOLDER

    def find(self, key: str) -> Verdict | None:
        """Return the verdict with this key; what cannot be read was not judged yet."""
        fetch(FOLDER, key)
        return VERDICT.find(self._path(key))

    def keep(self, key: str, verdict: Verdict) -> None:
        """Keep a verdict."""
        VERDICT.write(self._path(key), verdict)

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"
