"""What may lie beside a notebook: plain files within the caps, and nothing that acts by its name."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path, PurePath

import pytest

from nbverdict.intake import files
from nbverdict.intake.file_names import (
    HIDDEN,
    LITTER,
    NO_TEXT,
)
from nbverdict.intake.files import LOADS, Refused, examine, refusals, shown
from nbverdict.intake.reserved import RESERVED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A submitted folder with a notebook."""
    (tmp_path / "hw").mkdir()
    (tmp_path / "hw/p.ipynb").write_text("{}")
    return tmp_path / "hw"


def put(folder: Path, *names: str, text: str = "x") -> None:
    """Put files into a folder."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def reasons(folder: Path, release: Path | None = None) -> dict[str, str]:
    """Return why each refused entry is refused."""
    return {str(one.path): one.reason for one in examine(folder, release).refused}


def test_ordinary_files_are_kept(folder: Path) -> None:
    """Data, pictures, a module of one's own, a notebook that a browser renamed, what the exchange adds."""
    names = ("helpers.py", "data/table.csv", "utils/__init__.py", "utils/json.py", "p.zip", "PLOT.PNG")
    put(
        folder, *names, "config.py", "bert_config.json", "a b (1).txt", "\u00fc.md", "jupyter_intro.ipynb.txt"
    )
    put(folder, "timestamp.txt", text="2026-01-30 15:30:10.000000 UTC\n")
    put(folder, "submission_secret.txt", text="0f" * 64)

    assert reasons(folder) == {}
    assert len(examine(folder).kept) == 14


@pytest.mark.parametrize(
    ("name", "left_out"),
    [
        (".ipynb_checkpoints/p-checkpoint.ipynb", ".ipynb_checkpoints"),
        ("a/__pycache__/helpers.cpython-311.pyc", "a/__pycache__"),
        (".DS_Store", ".DS_Store"),
        ("a/node_modules/b/c.json", "a/node_modules"),
        ("lib/site-packages/b.txt", "lib/site-packages"),
        (".git/HEAD", ".git"),
        ("Env/pyvenv.cfg", "Env"),
    ],
)
def test_what_tools_leave_behind_is_left_out_and_not_told(folder: Path, name: str, left_out: str) -> None:
    """It is nobody's work, and Python would load some of it."""
    put(folder, name)

    assert reasons(folder) == {left_out: LITTER}
    assert refusals(examine(folder).refused) == ()


@pytest.mark.parametrize("name", [".venv", ".git", "node_modules", "venv", ".hidden"])
def test_what_is_refused_whole_is_not_counted(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """However much lies in it, it is one entry, and the work beside it is kept."""
    monkeypatch.setattr(files, "MOST_LISTED", 10)
    put(folder, *(f"{name}/lib/{number}.txt" for number in range(20)), f"{name}/pyvenv.cfg")
    found = examine(folder)

    assert [path.name for path in found.kept] == ["p.ipynb"]
    assert [str(one.path) for one in found.refused] == [name]


def test_what_the_release_ships_is_looked_into(folder: Path, tmp_path: Path) -> None:
    """Also where its folder is hidden."""
    put(tmp_path / "release", ".data/table.csv")
    put(folder, ".data/table.csv", ".data/other.csv")

    assert reasons(folder, tmp_path / "release") == {".data/other.csv": HIDDEN}


def test_what_lies_in_the_way_of_grading_is_refused_whole(folder: Path, tmp_path: Path) -> None:
    """A folder where a file of the release, or a page, will lie; a file where a folder of it is."""
    put(tmp_path / "release", "p.ipynb", "q.ipynb", "tools.py", "needs.txt", "data.csv/a.csv", text="ours")
    in_the_way = ("p.html", "q.ipynb", "tools.py", "needs.txt", "data.csv/a.csv")
    put(folder, *(f"{name}/{beside}" for name in in_the_way for beside in ("x.csv", "deep/y.csv")))
    put(folder, "data.csv/b.csv", "sub/tools.py/x.csv")
    assert reasons(folder, tmp_path / "release") == dict.fromkeys(in_the_way, RESERVED)

    shutil.rmtree(folder / "data.csv")
    put(folder, "data.csv")
    assert reasons(folder, tmp_path / "release")["data.csv"] == RESERVED


@pytest.mark.parametrize("target", ["/etc/passwd", "data", "nowhere"])
def test_links_are_refused_and_never_followed(folder: Path, target: str) -> None:
    """To a file, a folder or nothing; where they point is noted."""
    put(folder, "data/table.csv")
    (folder / "link").symlink_to(target)
    found = examine(folder)

    [link] = found.refused
    assert (link.path, link.reason, link.what) == (PurePath("link"), files.LINK, f"a link to {target}")
    assert folder / "data/table.csv" in found.kept


def test_a_folder_that_is_a_link_is_refused_as_a_whole(folder: Path) -> None:
    """Whatever it leads to."""
    (folder.parent / "other").symlink_to(folder)
    found = examine(folder.parent / "other")

    [link] = found.refused
    assert (found.kept, link.path) == ((), PurePath())
    assert (link.reason, link.what) == (files.LINK, f"a link to {folder}")


def test_what_is_no_plain_file_is_refused(folder: Path) -> None:
    """Reading a pipe would wait for ever."""
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(folder / "socket"))

        assert reasons(folder) == {"pipe": files.NO_FILE, "socket": files.NO_FILE}


def test_what_the_release_ships_may_be_what_it_is(folder: Path, tmp_path: Path) -> None:
    """As long as it is the same; a link of its name is refused like any other."""
    put(tmp_path / "release", "figure.svg", "statistics.py", "page.html")
    put(folder, "figure.svg", "statistics.py")
    put(folder, "page.html", text="<script>")

    assert reasons(folder, tmp_path / "release") == {"page.html": "a browser would run it"}
    (folder / "figure.svg").unlink()
    (folder / "figure.svg").symlink_to(tmp_path / "release/figure.svg")
    assert reasons(folder, tmp_path / "release")["figure.svg"] == files.LINK


@pytest.mark.parametrize(
    ("name", "size", "reason"),
    [
        ("a.csv", files.LARGEST + 1, files.LARGE),
        ("a.csv", files.LARGEST, ""),
        ("q.ipynb", files.LARGEST_NOTEBOOK + 1, files.LARGE_NOTEBOOK),
    ],
)
def test_a_file_that_is_too_large_is_refused(folder: Path, name: str, size: int, reason: str) -> None:
    """It is never read."""
    with (folder / name).open("wb") as file:
        file.truncate(size)

    assert reasons(folder) == ({name: reason} if reason else {})


def test_a_submission_that_is_too_much_keeps_its_notebooks(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They come first, then what lies nearer to the top."""
    put(folder, "a.csv", "b.csv", "deep/q.ipynb")
    monkeypatch.setattr(files, "MOST", 3)
    assert reasons(folder) == {"b.csv": files.TOO_MANY}
    monkeypatch.setattr(files, "TOGETHER", 3)
    assert reasons(folder) == {"a.csv": files.TOO_MUCH, "b.csv": files.TOO_MUCH}


def test_where_there_is_no_room_left_nothing_else_is_asked(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name is looked up for what could be kept; what a tool left there is nobody's work in any place."""
    put(folder, "a.csv", "numpy.py", "b.md", ".DS_Store", text="<script>")
    monkeypatch.setattr(files, "MOST", 2)
    assert reasons(folder) == {"numpy.py": files.TOO_MANY, "b.md": files.TOO_MANY, ".DS_Store": LITTER}
    monkeypatch.setattr(files, "MOST", 3)
    monkeypatch.setattr(files, "TOGETHER", 10)
    assert reasons(folder) == {
        "numpy.py": files.TOO_MUCH,
        "b.md": files.TOO_MUCH,
        ".DS_Store": LITTER,
    }


def test_what_lies_too_deep_is_refused_unseen(folder: Path) -> None:
    """However deep it goes on."""
    put(folder, "/".join("d" * files.DEEPEST) + "/a.txt", "/".join("d" * (files.DEEPEST + 50)) + "/b.txt")

    assert reasons(folder) == {"/".join("d" * (files.DEEPEST + 1)): files.DEEP}
    assert len(examine(folder).kept) == 2


@pytest.fixture
def abyss(folder: Path) -> Iterator[None]:
    """Folders within each other, deeper than any path can tell."""
    start = Path.cwd()
    os.chdir(folder)
    try:
        for _ in range(3000):
            Path("d").mkdir()
            os.chdir("d")
    finally:
        os.chdir(start)
    yield
    subprocess.run(["rm", "-rf", folder], check=True)  # pytest's own cleaning would give up


@pytest.mark.usefixtures("abyss")
def test_no_depth_stops_anything(folder: Path) -> None:
    """Not even one at which Python's own walk gives up."""
    assert len(examine(folder).refused) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_what_cannot_be_read_is_refused(folder: Path) -> None:
    """A file and a folder."""
    put(folder, "a.txt", "b/c.txt")
    (folder / "a.txt").chmod(0)
    (folder / "b").chmod(0)

    assert reasons(folder) == {"a.txt": files.CLOSED, "b": files.CLOSED}
    (folder / "b").chmod(0o700)


def test_a_name_that_is_no_text_is_refused(folder: Path) -> None:
    """And is told in letters."""
    (folder / os.fsdecode(b"\xdc.html")).write_text("x")
    (folder / os.fsdecode(b"a\xff")).mkdir()
    (folder / os.fsdecode(b"a\xff/a.txt")).write_text("x")
    (folder / os.fsdecode(b"\xff" * 100 + b".txt")).write_text("x")
    assert [one.reason for one in examine(folder).refused].count(NO_TEXT) == 2
    (folder / os.fsdecode(b"a\xff/a.txt")).unlink()
    (folder / os.fsdecode(b"\xff" * 100 + b".txt")).unlink()

    assert refusals(examine(folder).refused) == (
        "refused `\N{REPLACEMENT CHARACTER}.html` (a browser would run it)",
    )


def test_one_line_says_what_was_refused() -> None:
    """However much it is."""
    five = [Refused(PurePath(f"{n}.js"), "it acts") for n in range(5)]

    assert refusals(five) == ("refused `0.js` (it acts), `1.js` (it acts), `2.js` (it acts) and 2 others",)
    assert refusals(five[:4])[0].endswith("`2.js` (it acts) and 1 other")
    assert refusals(five[:2]) == ("refused `0.js` (it acts) and `1.js` (it acts)",)
    assert refusals([]) == ()


@pytest.mark.parametrize(("text", "kept"), [("<b>" * 300_000, 0), ("<b>" * 13_000, 3), ("w " * 490_000, 3)])
def test_looking_at_many_texts_costs_little(folder: Path, text: str, kept: int) -> None:
    """What letters and tags may cost is bounded for all of them together; the others are refused unread."""
    for number in range(80):
        (folder / f"{number:02}.md").write_text(text)
    began = time.process_time()

    found = examine(folder)

    assert time.process_time() - began < 2
    assert len(found.kept) == 1 + kept
    assert {one.reason for one in found.refused} == {files.TOO_MUCH_TEXT}


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    """A version can be brought back into its place."""
    assert examine(tmp_path / "nothing").kept == ()


def test_a_listing_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A submission of more files and folders than anybody hands in is refused whole, in whatever folders."""
    monkeypatch.setattr(files, "MOST_LISTED", 20)
    for number in range(5):
        (tmp_path / str(number)).mkdir()
        for name in "abcd":
            (tmp_path / str(number) / f"{name}.csv").write_text(name)

    examined = examine(tmp_path)

    assert not examined.kept
    assert [one.path.parts for one in examined.refused] == [()]
    assert "more than" in examined.refused[0].reason


def test_a_name_is_shown_in_letters_that_do_nothing() -> None:
    """Not to a terminal, nor to who reads it."""
    assert shown(PurePath("a\x1b[2J\n\u202e.txt")) == "a [2J .txt"
    assert shown(PurePath("a` is right. `b.txt")) == "a' is right. 'b.txt"
    assert shown(PurePath(f"first{'x' * 200}last.txt")) == f"first{'x' * 55}…{'x' * 52}last.txt"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("# Notes\n\nPlain **words**, [a link](http://host.example), `code`.", None),
        (r"With $\frac{QK^\top}{\sqrt{d_k}}$ &lt; 1 and `\n`.", None),
        (r"$\fcolorbox{red;cursor:url(//host.example/x)}{white}{x}$", LOADS),
        ("&#36;x&#36;", LOADS),
        ("![](http://host.example/p.png)", LOADS),
        ("```mermaid\ngraph TD\n```", LOADS),
        ("x" * 1_000_001, LOADS),
    ],
)
def test_markdown_beside_a_notebook_is_words(folder: Path, text: str, reason: str | None) -> None:
    """Jupyter's preview of it would load the rest."""
    (folder / "notes.md").write_text(text)

    assert reasons(folder).get("notes.md") == reason
