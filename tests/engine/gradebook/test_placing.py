"""What a worker made lies where nbgrader looks for it, and nothing of it is loaded by its name."""

from pathlib import Path, PurePath

import pytest
from nbgrader.coursedir import CourseDirectory

from nbverdict.gradebook.placing import put_in_place

LOADED = (
    *("org.py", "conftest.py", "test_plan.txt", "tests.py", "notes.md", "package.json", "results.vg.json"),
    *("data/conftest.py", "figures/numpy.py", "org/python/core.py", "more/old.ipynb", "work.zip"),
)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """What a worker made of ada's submission: a notebook, its page, and what was handed in beside it."""
    for name, beside in (("autograded", "p.ipynb"), ("feedback", "p.html")):
        folder = tmp_path / "made" / name / "ada/hw"
        for one in (
            beside,
            "timestamp.txt",
            *LOADED,
            "table.csv",
            "tools.py",
            "sub/figure.png",
            ".git/config",
            ".env",
        ):
            (folder / one).parent.mkdir(parents=True, exist_ok=True)
            (folder / one).write_text(one)
    (tmp_path / "release/hw").mkdir(parents=True)
    (tmp_path / "release/hw/tools.py").write_text("tools.py")
    (tmp_path / "release/hw/tests.py").write_text("the release's own")
    return tmp_path


def names(folder: Path) -> set[str]:
    """Return the files below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_nothing_that_a_student_handed_in_is_loaded_by_its_name(made: Path) -> None:
    """Code, texts and settings get another ending; data, pictures and what the release ships keep theirs."""
    put_in_place(made / "made", CourseDirectory(root=str(made)), "hw", "ada")

    inert = {f"{name}_" for name in (*LOADED, ".env")}
    assert names(made / "autograded/ada/hw") == {
        "p.ipynb",
        "timestamp.txt",
        "table.csv",
        "tools.py",
        "sub/figure.png",
        *inert,
    }


def test_no_name_that_a_student_chose_stops_anything(made: Path) -> None:
    """Where a folder has the inert name another one is found; what has no room for one is left out."""
    long = f"{'a' * 252}.py"
    folder = made / "made/autograded/ada/hw"
    (folder / "tools.py").write_text("not the release's")
    for name in ("tools.py_/a.csv", "tools.py__/a.csv", long):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("1")
    left_out = put_in_place(made / "made", CourseDirectory(root=str(made)), "hw", "ada")

    place = made / "autograded/ada/hw"
    assert left_out == (PurePath(long),)
    assert (place / "tools.py___").read_text() == "not the release's"
    assert not any(path.suffix == ".py" for path in place.rglob("*"))
    assert (place / "p.ipynb").is_file()


def test_feedback_is_pages(made: Path) -> None:
    """And what the exchange reads; nbgrader would return all that was handed in beside the notebooks."""
    put_in_place(made / "made", CourseDirectory(root=str(made)), "hw", "ada")

    assert names(made / "feedback/ada/hw") == {"p.html", "timestamp.txt"}
