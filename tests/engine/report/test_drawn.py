"""The figure that a reviewer sees is drawn from evidence, whatever a cell displayed."""

import base64
import io
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from PIL import Image

from nbverdict.course.grade_class import Classroom
from nbverdict.evidence.answers import Answers
from nbverdict.evidence.cases import Case
from nbverdict.evidence.decode import Call
from nbverdict.evidence.store import ChallengeVersion, Runs
from nbverdict.feedback.figures import figure_above
from nbverdict.report.course_files import CourseFiles
from nbverdict.report.drawn import figure_of
from nbverdict.report.page import write_report
from tests import small_course

WAITS = f"""{small_course.RIGHT}
import base64, io, numpy
from IPython.display import Image, display
from PIL import Image as Pictures
file = io.BytesIO()
Pictures.new("RGB", (9, 9)).save(file, "png")
display(Image(file.getvalue()))
numpy.ascontiguousarray = None
"""
ASKED = ChallengeVersion("plot_t5", 1)
TICKS = {"at": [0.0], "texts": ["$fern$"], "shown": True}
PANEL = {
    "box": [0.1, 0.1, 0.8, 0.8],
    "view": [-1.0, 1.0, 0.0, 4.0],
    "scales": ["linear", "linear"],
    "titles": ["$\\frac{"],
    "x_label": "",
    "y_label": "Parameters (M)",
    "x_ticks": TICKS,
    "y_ticks": {**TICKS, "shown": False},
    "legend": [],
    "heatmaps": [],
    "bars": [],
}
BAR = {"box": [-0.5, 0.0, 1.0, 3.0], "upright": True}
MAP = {"values": 0, "rows_at": [0.0, 1.0], "columns_at": [0.0], "low": 0.0, "high": 1.0, "colours": "x"}


def kept(folder: Path, **panel: Any) -> Runs:
    """Keep a run whose example is a figure with one panel."""
    told = {"outcome": "answer", "figure": {"texts": [], "panels": [{**PANEL, **panel}]}}
    call = Call.model_validate(told, context={0: np.array([[0.0], [np.nan]])}, strict=False)
    runs = Runs(folder)
    cases = [Case("hidden 1", "f", ()), Case("shown", "f", ())]
    runs.keep(
        "key", {}, {ASKED: [Answers(case, (call if case.name == "shown" else _no(),)) for case in cases]}
    )
    return runs


def _no() -> Call:
    return Call.model_validate({"outcome": "missing"})


@pytest.mark.parametrize("panel", [{"bars": [BAR]}, {"heatmaps": [MAP]}], ids=["bars", "a map with a hole"])
def test_what_was_judged_is_drawn(tmp_path: Path, panel: dict[str, Any]) -> None:
    """Texts of a student are no formulas: one that cannot be read as such is drawn as it is."""
    picture = base64.b64decode(figure_of(kept(tmp_path, **panel), "key", ASKED))

    with Image.open(io.BytesIO(picture)) as image:
        assert image.size == (560, 400)


def test_what_cannot_be_drawn_is_no_figure(tmp_path: Path) -> None:
    """Numbers may be too large for any picture: the report is made all the same."""
    assert figure_of(kept(tmp_path, view=[0.0, 0.0, 1e300, -1e300]), "key", ASKED) == ""


def test_where_there_is_no_evidence_there_is_no_figure(tmp_path: Path) -> None:
    """Of a run that is not kept, of another challenge, and of an answer that could not be read."""
    runs = kept(tmp_path)
    runs.keep("unread", {}, {ASKED: [Answers(Case("shown", "f", ()), (_no(),))]})

    assert figure_of(runs, "", ASKED) == ""
    assert figure_of(runs, "another", ASKED) == ""
    assert figure_of(runs, "key", ChallengeVersion("compare_t5", 1)) == ""
    assert figure_of(runs, "unread", ASKED) == ""


def test_the_queue_shows_no_picture_that_was_not_judged(tmp_path: Path) -> None:
    """Whose answer cannot be read may have displayed a right one above the test."""
    root = small_course.build(tmp_path)
    small_course.hand_in(root, "ada", WAITS)
    [graded] = Classroom(root).grade("hw", ["ada"])
    room = CourseFiles(root)
    notebook = nbformat.read(room.autograded("hw", "ada") / "p.ipynb", as_version=4)
    page = write_report(room, "hw").read_text("utf-8")

    assert "is unread" in graded.results[0].pending
    assert figure_above(notebook.cells, "grade_causal_mask")
    assert "data:image/png" not in page
    assert "there is no figure of it" in page
