"""Which notebooks lie in a folder that nobody walks into: by name, within bounds, following no link."""

from pathlib import Path

from nbverdict.intake.files import NOTEBOOK
from nbverdict.intake.within import MOST_NAMED, Within


def put(folder: Path, *names: str) -> Path:
    """Put files into a folder."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    return folder


def test_notebooks_are_found_by_their_names(tmp_path: Path) -> None:
    """As deep as they lie, each name once, with the endings that browsers add."""
    folder = put(tmp_path / "f", "a/b/p.ipynb", "c/p.ipynb", "q.IPYNB.txt", "data.csv")

    assert Within(100, NOTEBOOK).notebooks(folder) == ("p.ipynb", "q.IPYNB.txt")
    assert Within(100, NOTEBOOK).notebooks(folder / "data.csv") == ()
    assert Within(100, NOTEBOOK).notebooks(folder / "nothing") == ()


def test_no_link_is_followed(tmp_path: Path) -> None:
    """Neither to the folder nor in it."""
    folder = put(tmp_path / "f", "p.ipynb")
    (tmp_path / "link").symlink_to(folder)
    (put(tmp_path / "g", "a.csv") / "link").symlink_to(folder)

    assert Within(100, NOTEBOOK).notebooks(tmp_path / "link") == ()
    assert Within(100, NOTEBOOK).notebooks(tmp_path / "g") == ()


def test_looking_has_an_end(tmp_path: Path) -> None:
    """What lies near the top is found first, and all folders share what is looked at."""
    folder = put(tmp_path / "f", "z.ipynb", *(f"a/{number}/p{number}.ipynb" for number in range(50)))

    assert Within(2, NOTEBOOK).notebooks(folder) == ("z.ipynb",)
    assert len(Within(1_000, NOTEBOOK).notebooks(folder)) == MOST_NAMED
    within = Within(10, NOTEBOOK)
    within.notebooks(folder)
    assert within.notebooks(put(tmp_path / "g", "p.ipynb")) == ()
