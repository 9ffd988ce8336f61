"""What may lie beside a notebook: plain files within the caps, and nothing that acts by its name."""

import ast
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path, PurePath

import pytest

from graders.grading.intake import files, identity
from graders.grading.intake.files import LOADS, Refused, examine, refusals, shown
from graders.grading.intake.names import (
    BEGINS,
    ENDING,
    ENDINGS,
    HIDDEN,
    LETTERS,
    LITTER,
    LOADED,
    LONG,
    NO_TEXT,
    SHOWN,
    TRIED,
    refused_by_name,
)
from graders.grading.intake.reserved import RESERVED
from graders.grading.intake.stamps import NO_DRAWN, NO_TIME

OF_A_KERNEL = (
    "IPython",
    "ipykernel",
    "jupyter_client",
    "jupyter_core",
    "traitlets",
    "comm",
    "zmq",
    "tornado",
)
NO_MODULES = {"__main__", "__pypy__", "_typeshed"}


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


def imported(package: str) -> Iterator[str]:
    """Yield what the sources of an installed package import, their own tests aside."""
    spec = find_spec(package)
    assert spec
    assert spec.origin
    for path in Path(spec.origin).parent.rglob("*.py"):
        if "tests" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    yield from (one.name.split(".")[0] for one in node.names)
                elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                    yield node.module.split(".")[0]


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


@pytest.mark.parametrize(
    "name",
    """Makefile a.pkl a.pth data/a.so matplotlibrc a.mplstyle pytest.ini pyproject.toml setup.cfg tox.ini
    a.yml a.sh a.pdf a.ipynb.exe HEAD a.atom""".split(),  # noqa: SIM905 - names
)
def test_an_ending_that_is_not_on_the_list_is_refused(folder: Path, name: str) -> None:
    """Whatever it is, and whichever tool would read it."""
    put(folder, name)

    assert reasons(folder) == {name: ENDING}


@pytest.mark.parametrize(
    "name",
    """nbgrader_config.py data/nbgrader_config.py NBGrader_Config.PY nbgrader_config.json jupyter_config.py
    jupyter_server_config.json jupyter_nbconvert_config.py ipython_config.py ipython_kernel_config.json
    course_config.py profile_default/startup/a.py test_a.py a_test.py setup.py code/__main__.py
    kernels/x/kernel.json package.json a.egg-info/a.txt A-1.Dist-Info/a.txt a.egg/a.txt""".split(),  # noqa: SIM905 - names
)
def test_what_a_tool_loads_by_its_name_is_refused(folder: Path, name: str) -> None:
    """Jupyter, IPython, nbgrader and pytest look for these where they are started."""
    put(folder, name)

    assert reasons(folder) == {name: LOADED}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (".settings", HIDDEN),
        *((f"plot{one}x.csv", LETTERS) for one in '<>"`$;|&*?!~\\{}^\n'),
        ("plot$(touch  x)1.py", LETTERS),
        ("host.example:data.csv", LETTERS),
        ("x;touch y;.py", LETTERS),
        ("a|b/table.csv", LETTERS),
        ("--checkpoint-action=exec=sh run.txt", BEGINS),
        ("data/+sh run.txt", BEGINS),
        ("@list.txt", BEGINS),
        ("~.txt", LETTERS),
    ],
)
def test_a_name_is_one_that_people_read(folder: Path, name: str, reason: str) -> None:
    """Nothing hidden, no markup, nothing that a shell would run or open in its place."""
    put(folder, name)

    assert reasons(folder) == {name: reason}


@pytest.mark.parametrize(
    "name",
    """helpers (1).py|Ada's data.csv|größe_ä.csv|a+b.csv|x=1,y=2.csv|#3 data.csv|50%.csv|me@home.txt|[1].csv
    """.strip().split("|"),
)
def test_a_name_as_people_give_it_is_kept(folder: Path, name: str) -> None:
    """Whatever language they write."""
    put(folder, name)

    assert reasons(folder) == {}


def test_what_a_kernel_would_import_where_it_is_installed_is_known() -> None:
    """Found out in the sources of a kernel: each is an installed package, or on the list."""
    known = {*sys.stdlib_module_names, *packages_distributions(), *TRIED}

    assert {name for package in OF_A_KERNEL for name in imported(package)} - known <= NO_MODULES


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


@pytest.mark.parametrize("ending", [".py", ".csv", ".ipynb"])
def test_a_name_that_has_no_room_for_another_ending_is_refused(folder: Path, ending: str) -> None:
    """Beside the graded notebooks it gets one; what is counted are bytes."""
    most, more = (f"{'ä' * ((250 - len(ending)) // 2)}{'a' * letters}{ending}" for letters in (0, 2))
    put(folder, most, more)

    assert reasons(folder) == {more: LONG}


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


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("numpy.py", "numpy"),
        ("json.py", "json"),
        ("torch/__init__.py", "torch"),
        ("torch/deep/er.txt", "torch"),
        ("numpy.cpython-311-x86_64-linux-gnu.so", "numpy"),
        ("pandas.pyc", "pandas"),
        ("graders/__init__.py", "graders"),
        ("trio.py", "trio"),
        ("homework/numpy.py", "numpy"),
        ("mpl_toolkits/mplot3d/__init__.py", "mpl_toolkits"),
        ("mpl_toolkits/axes_grid1.py", "mpl_toolkits"),
        ("gi/repository.py", "gi"),
        ("msvcrt/a.txt", "msvcrt"),
    ],
)
def test_modules_that_shadow_packages_are_refused(folder: Path, name: str, module: str) -> None:
    """Beside any notebook: one of a folder takes what lies beside it along."""
    put(folder, name, "torch/__init__.py", "graders/__init__.pyc", "homework/p.ipynb")

    assert reasons(folder)[name] == f"it would be imported in the place of `{module}`"


@pytest.mark.parametrize("name", ["sitecustomize.py", "usercustomize.py", "conftest.py", "sitecustomize.so"])
def test_what_python_or_pytest_runs_by_itself_is_refused(folder: Path, name: str) -> None:
    """Nobody asked for it by name."""
    put(folder, name)

    assert reasons(folder) == {name: LOADED}


@pytest.mark.parametrize(
    "name", ["numpy.txt", "code/notes.txt", "test/table.csv", "data/random.py", "my_numpy.py"]
)
def test_a_name_that_shadows_nothing_is_kept(folder: Path, name: str) -> None:
    """A folder without an `__init__` gives way to the package of its name."""
    put(folder, name)

    assert reasons(folder) == {}


@pytest.mark.parametrize(
    "name",
    """results.vg.json r.vl.json r.VG.JSON r.v1.vl.json data/r..vg.json r.geo.json r.anything.json r.vega.csv
    r.html.txt r.svg.md r.drawio.png r.mermaid.md r.ipynb.csv""".split(),  # noqa: SIM905 - names
)
def test_a_name_has_one_ending(folder: Path, name: str) -> None:
    """JupyterLab looks at all of them, the longest first."""
    put(folder, name)

    assert reasons(folder) == {name: SHOWN}


@pytest.mark.parametrize(
    "name",
    ["data.v2.csv", "model-1.0.json", "r.v2.json", "john.doe.txt", "Fig. 1.png", "best.model.safetensors"],
)
def test_a_dot_alone_makes_no_ending(folder: Path, name: str) -> None:
    """Versions, and names of people."""
    put(folder, name)

    assert reasons(folder) == {}


def test_every_ending_of_several_parts_that_jupyterlab_knows_is_refused() -> None:
    """They are read from its own program; what is on the list is drawn as text, tables and pictures."""
    core = next(Path(sys.prefix, "share/jupyter/lab/static").glob("jlab_core.*.js")).read_text("utf-8")
    lists = re.findall(r'extensions:\[((?:"\.[^"\]]+",?)+)\]', core)
    known = {ending for one in lists for ending in re.findall(r'"(\.[^"]+)"', one)}
    several = {one for one in known if one.count(".") > 1}

    assert several >= {".vg.json", ".vl.json"}
    assert all(refused_by_name(PurePath(f"a{one}"), {PurePath()}, ()) for one in several)
    assert known & ENDINGS == ENDINGS - {
        ".xlsx",
        ".parquet",
        ".feather",
        ".npy",
        ".npz",
        ".safetensors",
        ".zip",
    }


@pytest.mark.parametrize("name", ["a.html", "A.HTM", "a.xhtml", "data/a.svg", "a.Js", "a.mjs", "a.xml"])
def test_active_files_are_refused(folder: Path, name: str) -> None:
    """Formgrader would serve them as pages of its own."""
    put(folder, name)

    assert reasons(folder) == {name: "a browser would run it"}


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


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("timestamp.txt", b"yesterday, I think", NO_TIME),
        ("timestamp.txt", b"10:" + b"9" * 30, NO_TIME),  # dateutil stops with decimal's error
        ("timestamp.txt", b"2026-01-30\n" * 200, NO_TIME),
        ("timestamp.txt", b"2026-01-30 12:00:00 THE-ANSWER-IS-42", NO_TIME),  # nbgrader takes it for a zone
        ("timestamp.txt", b"2026-01-30 12:00:00" + b" " * 50, NO_TIME),
        ("timestamp.txt", b"2026-13-30 12:00:00", NO_TIME),
        ("submission_secret.txt", b"\xff\xfe", NO_DRAWN),
        ("submission_secret.txt", b"a\x00b", NO_DRAWN),
        ("submission_secret.txt", b"Rows are queries, columns are keys.", NO_DRAWN),
        ("submission_secret.txt", b"0f" * 65, NO_DRAWN),
    ],
)
def test_what_the_exchange_adds_says_nothing_else(
    folder: Path, name: str, content: bytes, reason: str
) -> None:
    """No receipt knows of it, so it can hold no answer; and nbgrader stops at a stamp that it cannot read."""
    (folder / name).write_bytes(content)

    assert reasons(folder) == {name: reason}


@pytest.mark.parametrize(
    "stamp",
    [
        "",
        "2026-01-30",
        "2026-01-30 12:00",
        "2026-01-30T12:00:00Z",
        "2026-01-30 12:00:00.123456 CET",
        "2026-01-30 12:00:00+01:00\n",
    ],
)
def test_a_stamp_is_a_time_as_nbgrader_or_staff_write_it(folder: Path, stamp: str) -> None:
    """Below the top a file of that name is the student's own, whatever it holds."""
    (folder / "timestamp.txt").write_text(stamp)
    put(folder, "data/timestamp.txt", "data/submission_secret.txt")

    assert reasons(folder) == {}
    assert len(examine(folder).kept) == 4


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


def known(folder: Path) -> tuple[str, str]:
    """Return what identifies the work, and the folder as it lies there."""
    found = examine(folder)
    return found.digest, found.state


@pytest.mark.parametrize("name", ["answers.pdf", "/".join("d" * (files.DEEPEST + 3)) + "/a.txt"])
def test_the_work_is_known_by_all_that_was_handed_in(folder: Path, name: str) -> None:
    """A person may be sent to what is refused: who exchanges it has handed in other work."""
    work, alone = known(folder), examine(folder).turned_away
    put(folder, name, text="Rows are queries.")
    first = known(folder)
    put(folder, name, text="Rows are keys...!")
    second = known(folder)
    put(folder, name, text="Rows are queries.")

    assert known(folder) == first
    assert all(len({*one}) == 3 for one in zip(work, first, second, strict=True))
    assert work[0] == work[1]
    assert not alone


def test_a_link_is_known_by_where_it_points(folder: Path) -> None:
    """Whatever lies there is not looked at; of a long target each letter counts."""
    found = []
    for letter in "ab":
        (folder / "answers.txt").symlink_to(f"{'x/' * 400}{letter}{'/x' * 400}")
        found.append(known(folder))
        (folder / "answers.txt").unlink()

    assert found[0] != found[1]


@pytest.mark.parametrize("name", [".DS_Store", ".ipynb_checkpoints/p-checkpoint.ipynb", "__pycache__/p.pyc"])
def test_what_tools_leave_behind_is_no_other_work(folder: Path, name: str) -> None:
    """Nobody is sent to it."""
    before = known(folder)
    put(folder, name)

    assert known(folder) == before


def test_of_what_is_refused_only_so_much_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond it the size tells, and when it was changed."""
    monkeypatch.setattr(identity, "MOST_READ", 5)
    put(folder, "a.pdf", "b.pdf", text="four")
    first, second = (one.content for one in examine(folder).refused)
    put(folder, "b.pdf", text="FOUR")
    again, changed = (one.content for one in examine(folder).refused)

    assert (first, len(first)) == (again, 64)
    assert second.startswith("4-")
    assert changed != second


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


@pytest.mark.parametrize("name", ["timestamp.txt", "submission_secret.txt"])
@pytest.mark.parametrize("below", ["", "a.csv", "deep/a.csv"])
def test_a_folder_in_the_place_of_a_line_is_refused_whole(folder: Path, name: str, below: str) -> None:
    """The exchange adds files; nbgrader would stop at a folder."""
    (folder / name).mkdir()
    if below:
        put(folder, f"{name}/{below}")

    assert reasons(folder) == {name: files.NO_FILE}
    assert [path.name for path in examine(folder).kept] == ["p.ipynb"]


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
