"""A figure that came out otherwise than it was handed in stands beside it, with the models that drew ours."""

import base64
import io
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_output
from PIL import Image

from nbverdict.course.grade_class import Classroom
from tests import small_course

DRAWS = """
from IPython.display import Image, display
display(Image(data=bytes.fromhex("{}"), format="png"))
"""
LOADS = 'if False:\n    AutoModel.from_pretrained("t5-small")'


def picture(colour: str, size: int = 20) -> bytes:
    """Return a PNG of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (size, size), colour).save(file, "PNG")
    return file.getvalue()


def hand_in(root: Path, student: str, *, drawn: bytes, handed_in: bytes) -> None:
    """Hand in a notebook that draws one picture and holds another as its output."""
    path = small_course.hand_in(root, student, f"{small_course.RIGHT}\n{LOADS}{DRAWS.format(drawn.hex())}")
    notebook = nbformat.read(path, as_version=4)
    data = {"image/png": base64.b64encode(handed_in).decode()}
    notebook.cells[0].outputs = [new_output("display_data", data=data)]
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three students: the same picture, another colour, another size."""
    root = small_course.build(tmp_path_factory.mktemp("figures"))
    hand_in(root, "same", drawn=picture("red"), handed_in=picture("red"))
    hand_in(root, "other", drawn=picture("red"), handed_in=picture("blue"))
    hand_in(root, "wider", drawn=picture("red"), handed_in=picture("red", 40))
    room = Classroom(root)
    assert all(not one.error for one in room.grade("hw", room.students("hw")))
    return root


def pairs(root: Path, student: str) -> list[Any]:
    """Return the figures that stand side by side on a student's page."""
    text = (root / "feedback" / student / "hw/p.html").read_text("utf-8")
    return list(BeautifulSoup(text, "html.parser").select("section[aria-labelledby=figures] figure"))


@pytest.mark.parametrize("student", ["other", "wider"])
def test_a_figure_that_looks_otherwise_stands_beside_ours(course: Path, student: str) -> None:
    """Each says where it comes from, and ours with which model, a stand-in or not."""
    theirs, ours = pairs(course, student)

    assert theirs.figcaption.get_text() == "As handed in, with the models that were there"
    assert ours.figcaption.get_text() == "Our run, with t5-small (a stand-in with random weights)"
    assert theirs.img["src"] != ours.img["src"]


def test_the_same_figure_is_shown_once(course: Path) -> None:
    """In the notebook below."""
    assert pairs(course, "same") == []
