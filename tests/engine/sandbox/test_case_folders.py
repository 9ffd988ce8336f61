"""Folders of a case: there while their case is asked, and read at no cost."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from graders.models import sparse
from nbverdict.evidence.arguments import File, Folder, Same
from nbverdict.evidence.cases import Case
from nbverdict.sandbox.case_folders import bring, take_away

HEAD, SIZE = sparse.header({"weight": (1 << 16, 1 << 10)})
FILES = {"config.json": File(b"{}"), "model.safetensors": File(HEAD, len(HEAD) + SIZE)}
CASE = Case("hidden 1", "f", (["t5-small", Folder("t5-fern", FILES)],), (Same(),))


def test_folders_are_there_while_their_case_is_asked(tmp_path: Path) -> None:
    """Others may read them whatever this process's mask is, they take no room, and then they are gone."""
    before = os.umask(0o077)
    try:
        told = json.loads(bring(json.dumps(CASE.packed()).encode(), tmp_path))
    finally:
        os.umask(before)
    weights = tmp_path / "t5-fern/model.safetensors"
    seen = weights.stat()
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (weights.parent, weights)]
    take_away(tmp_path)

    assert told["arguments"] == [
        {
            "kind": "items",
            "type": "list",
            "items": [
                {"kind": "plain", "value": "t5-small"},
                {"kind": "plain", "value": str(weights.parent)},
            ],
        }
    ]
    assert (told["folder"], modes) == (str(tmp_path), [0o755, 0o644])
    assert seen.st_size > SIZE > seen.st_blocks * 512
    assert not list(tmp_path.iterdir())


def test_a_case_without_folders_names_the_place_all_the_same(tmp_path: Path) -> None:
    """So the collector never makes a folder of its own in the files of a student."""
    told = json.loads(bring(json.dumps(Case("shown", "f", ()).packed()).encode(), tmp_path))

    assert told["folder"] == str(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "../up"},
        {"name": ".hidden"},
        {"files": {"../up": {"beginning": "", "size": 0}}},
        {"files": {"large": {"beginning": "", "size": 1 << 60}}},
        {"files": {"less": {"beginning": "", "size": -1}}},
    ],
)
def test_what_is_no_folder_of_plain_files_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    """A name that leads elsewhere, and a size that no file has, are written nowhere."""
    told = CASE.packed()
    told["arguments"][0]["items"][1] |= change

    with pytest.raises(ValueError, match="not a folder of plain files"):
        bring(json.dumps(told).encode(), tmp_path / "place")

    assert not list(tmp_path.iterdir())
