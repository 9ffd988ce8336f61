"""One notebook outside nbgrader's folders: what lies beside it is taken in as from a submission."""

from pathlib import Path

from nbverdict.execution.single import _folder


def test_what_may_not_lie_beside_a_notebook_is_not_given(tmp_path: Path) -> None:
    """The course's own files are, over those of the same name; nothing of a folder."""
    mine, original = tmp_path / "mine", tmp_path / "source"
    for name in (
        "mine/p.ipynb",
        "mine/helpers.py",
        "mine/json.py",
        "mine/a.html",
        "mine/d/x",
        "source/p.ipynb",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text("mine")
    (original / "tools.py").write_text("the course's")
    (mine / "tools.py").write_text("mine")
    (mine / "link.csv").symlink_to(original / "tools.py")
    with _folder(mine / "p.ipynb", original / "p.ipynb") as folder:
        found = {path.name: path.read_text() for path in folder.iterdir()}

    assert found == {"helpers.py": "mine", "tools.py": "the course's"}
