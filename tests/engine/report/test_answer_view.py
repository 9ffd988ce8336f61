"""What a reviewer sees of answers is read in confined processes."""

import base64
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

from nbverdict.report import answer_view
from nbverdict.report.answer_view import NO_ROOM, TOO_MUCH, ShownNotebook, Wanted, show_all
from tests.engine.feedback.test_figures import picture

PNG = base64.b64encode(picture("red")).decode()


def written(folder: Path, name: str, text: str) -> Wanted:
    """Write a notebook with one written answer, and want it."""
    cell = {"cell_type": "markdown", "source": text, "metadata": {"nbgrader": {"grade_id": "why"}}}
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps({"cells": [cell]}))
    return Wanted(path=path, cell="why", written=True)


def test_answers_are_shown_in_order(tmp_path: Path) -> None:
    """Each is clean HTML, in its own place, however many there are."""
    wanted = [written(tmp_path, str(number), f"answer {number} <script>x</script>") for number in range(3)]

    found = show_all(wanted * 100, Config(), store=tmp_path, readable=(tmp_path,))

    assert [one.text for one in found[:3]] == [f"<p>answer {number} </p>\n" for number in range(3)]
    assert len(found) == 300


def test_an_answer_that_ends_its_reader_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are shown, and in its place stands that it takes too much."""
    whole = ShownNotebook.shown

    def shown_or_ended(self: ShownNotebook, wanted: Wanted, runs: Any) -> Any:
        return os._exit(1) if self.path.stem == "bad" else whole(self, wanted, runs)

    monkeypatch.setattr(ShownNotebook, "shown", shown_or_ended)
    wanted = [written(tmp_path, name, name) for name in ("first", "bad", "last")]

    found = show_all(wanted, Config(), store=tmp_path, readable=(tmp_path,))

    assert [one.text for one in found] == ["<p>first</p>\n", TOO_MUCH.text, "<p>last</p>\n"]


def test_an_answer_for_which_others_left_too_little_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes too much only if it does so alone."""
    whole, before = ShownNotebook.shown, list[Wanted]()

    def shown_if_first(self: ShownNotebook, wanted: Wanted, runs: Any) -> Any:
        before.append(wanted)
        return os._exit(1) if self.path.stem == "last" and before[1:] else whole(self, wanted, runs)

    monkeypatch.setattr(ShownNotebook, "shown", shown_if_first)
    wanted = [written(tmp_path, name, name) for name in ("first", "last")]

    found = show_all(wanted, Config(), store=tmp_path, readable=(tmp_path,))

    assert [one.text for one in found] == ["<p>first</p>\n", "<p>last</p>\n"]


def test_what_is_shown_of_one_answer_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that is too large to be handed over is told of, like one that takes too long."""
    monkeypatch.setattr(answer_view, "LARGEST", 100)

    found = show_all([written(tmp_path, "large", "x" * 500)], Config(), store=tmp_path, readable=(tmp_path,))

    assert found == [TOO_MUCH]


def test_what_is_shown_of_a_class_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What no longer fits into the report is told of: the largest, and never what is small."""
    monkeypatch.setattr(answer_view, "LARGEST_TOGETHER", 100)
    wanted = [written(tmp_path, str(at), "x" * size) for at, size in enumerate((71, 80, 5))]

    found = show_all(wanted, Config(), store=tmp_path, readable=(tmp_path,))

    assert found[1] == NO_ROOM
    assert [len(one.text or "") for one in (found[0], found[2])] == [79, 13]


def test_what_stands_once_on_the_page_takes_its_room_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers with the same words are shown together, if they look the same."""
    monkeypatch.setattr(answer_view, "LARGEST_TOGETHER", 100)
    wanted = [written(tmp_path, str(at), letter * 71) for at, letter in enumerate("xxx")]

    alike = show_all(
        [replace(one, once="x") for one in wanted], Config(), store=tmp_path, readable=(tmp_path,)
    )
    apart = show_all(wanted, Config(), store=tmp_path, readable=(tmp_path,))

    assert [one.whole for one in alike] == [True] * 3
    assert [one.whole for one in apart] == [True, False, False]


def test_a_picture_that_is_part_of_an_answer_is_shown(tmp_path: Path) -> None:
    """Some draw what they would write."""
    one = written(tmp_path, "drawn", "![a](attachment:a.png)")
    notebook = json.loads(one.path.read_text("utf-8"))
    notebook["cells"][0]["attachments"] = {"a.png": {"image/png": PNG}}
    one.path.write_text(json.dumps(notebook), "utf-8")

    [found] = show_all([one], Config(), store=tmp_path, readable=(tmp_path,))

    assert f'src="data:image/png;base64,{PNG}"' in (found.text or "")
