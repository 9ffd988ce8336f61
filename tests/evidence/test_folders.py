"""Hidden model folders: there while their case is asked, and read at no cost."""

import json
import os
import stat
from pathlib import Path

from graders.evidence.cases import Case, Folder, Names, Same
from graders.evidence.folders import written
from graders.models import sparse

HEAD, SIZE = sparse.header({"weight": (1 << 16, 1 << 10)})
CASE = Case("hidden 1", "f", (Names(("t5-small", Folder("t5-fern", {"a": 1}, HEAD.hex(), SIZE))),), (Same(),))


def test_folders_are_there_while_their_case_is_asked(tmp_path: Path) -> None:
    """Others may read them whatever this process's mask is, they take no room, and then they are gone."""
    before = os.umask(0o077)
    try:
        with written(json.dumps(CASE.packed()).encode(), tmp_path) as message:
            told = json.loads(message)
            weights = tmp_path / "t5-fern/model.safetensors"
            seen = weights.stat()
            modes = [stat.S_IMODE(path.stat().st_mode) for path in (weights.parent, weights)]
    finally:
        os.umask(before)

    assert told["arguments"] == [{"kind": "names", "names": ["t5-small", str(weights.parent)]}]
    assert (told["folder"], modes) == (str(tmp_path), [0o755, 0o644])
    assert seen.st_size > SIZE > seen.st_blocks * 512
    assert not list(tmp_path.iterdir())


def test_a_case_without_folders_names_the_place_all_the_same(tmp_path: Path) -> None:
    """So the collector never makes a folder of its own in the files of a student."""
    with written(json.dumps(Case("shown", "f", ()).packed()).encode(), tmp_path) as message:
        assert json.loads(message)["folder"] == str(tmp_path)
