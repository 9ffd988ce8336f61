"""Verdicts, kept by content: a check that did not change judges no evidence twice."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nbverdict.compare.difference import Places
from nbverdict.evidence.lent import fetch, place_of
from nbverdict.judging.verdict import CheckVerdict, Diagnosis, Status, Verdict
from nbverdict.store.atomic import write_whole

FOLDER = "verdicts"
UNJUDGED = "could not be judged"  # of a notebook's answers: the judge ended over them, or took too long


class Verdicts:
    """The verdicts below a course's evidence."""

    def __init__(self, store: Path) -> None:
        """Name the folder; it is made when the first verdict is kept."""
        self.folder = place_of(store) / FOLDER

    def find(self, key: str) -> Verdict | None:
        """Return the verdict with this key."""
        fetch(FOLDER, key)
        try:
            told = json.loads(self._path(key).read_text("utf-8"))
        except FileNotFoundError:
            return None
        return read_verdict(told)

    def keep(self, key: str, verdict: Verdict) -> None:
        """Keep a verdict."""
        write_whole(self._path(key), json.dumps(asdict(verdict)))

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"


def read_verdict(told: Any) -> Verdict:
    """Return a verdict from JSON.

    Raises:
        ValueError, KeyError, TypeError: it is none.
    """
    checks = (
        {
            **one,
            "status": Status(one["status"]),
            "staff": tuple(map(str, one["staff"])),
            "places": tuple(
                Places(str(map_["where"]), tuple(map(str, map_["rows"]))) for map_ in one.get("places", ())
            ),
        }
        for one in told["checks"]
    )
    diagnoses = ({**one, "checks": tuple(map(str, one["checks"]))} for one in told["diagnoses"])
    return Verdict(
        str(told["challenge"]),
        tuple(CheckVerdict(**one) for one in checks),
        tuple(Diagnosis(**one) for one in diagnoses),
        float(told["followed"]),
    )
