"""What a file may be called: nothing that a browser, a tool or Python loads by its name."""

import ast
import re
import sys
import time
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path, PurePath

import pytest

from nbverdict.intake.file_names import (
    BEGINS,
    ENDING,
    ENDINGS,
    HIDDEN,
    LETTERS,
    LOADED,
    LONG,
    SHOWN,
    TRIED,
    UNSEEN,
    refused_by_name,
)
from nbverdict.intake.files import kept_by_name, shown
from tests.engine.intake.test_files import folder, put, reasons

__all__ = ["folder"]  # a fixture

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
UNSEEN_LETTERS = (
    *("\n", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\u200e", "\u061c"),  # break or turn a line
    *("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u3164", "\u2800", "\ufe0f", "\ue000"),
    *("\U000e0061", "\U000e0100"),
)
NO_MODULES = {"__main__", "__pypy__", "_typeshed"}


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
    kernels/x/kernel.json package.json tsconfig.app.json babel.config.json
    jest.config.json a.egg-info/a.txt A-1.Dist-Info/a.txt a.egg/a.txt""".split(),  # noqa: SIM905 - names
)
def test_what_a_tool_loads_by_its_name_is_refused(folder: Path, name: str) -> None:
    """Jupyter, IPython, nbgrader and pytest look for these where they are started."""
    put(folder, name)

    assert reasons(folder) == {name: LOADED}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (".settings", HIDDEN),
        *((f"plot{one}x.csv", LETTERS) for one in '<>"`$;|&*?!~\\{}^'),
        *((f"plot{one}x.csv", UNSEEN) for one in UNSEEN_LETTERS),
        ("plot$(touch  x)1.py", LETTERS),
        ("host.example:data.csv", LETTERS),
        ("x;touch y;.py", LETTERS),
        ("a|b/table.csv", LETTERS),
        ("--checkpoint-action=exec=sh run.txt", BEGINS),
        ("data/+sh run.txt", BEGINS),
        ("@list.txt", BEGINS),
        *((f"{one}list.txt", BEGINS) for one in ("\uff0d", "\u2212", "\u0301", "\u2013", "\uff20", "\u3000")),
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


@pytest.mark.parametrize(
    "name",
    [
        "Screenshot 2026-11-29 at 3.04.05\u202fPM.png",
        "a\u00a0b.csv",
        "\u4f5c\u4e1a\u3000\uff11\uff1a\u6570\u636e.csv",
        "\U0001f389.png",
        "\U0001f389/\U0001fae9 plot.png",  # newer than Python's own list of letters
        "\u2764\ufe0f.png",
        "1\ufe0f\u20e3 first.csv",
        "\U0001f469\U0001f3fd\u200d\U0001f4bb.png",
        "\U0001f3f3\ufe0f\u200d\U0001f308.png",
        "\u300a\u7b14\u8bb0\u300b.txt",
        "\u062f\u0627\u062f\u0647\u200c\u0647\u0627.csv",
        "csv\u200c\u0647\u0627.txt",
        "\u0915\u094d\u200d\u0937.csv",
        "\u845b\U000e0100\u57ce.csv",
    ],
)
def test_what_systems_and_keyboards_write_is_kept(folder: Path, name: str) -> None:
    """Blanks of any width, pictures, and what joins letters in scripts that need it; it is told in a line."""
    put(folder, name)

    assert reasons(folder) == {}
    assert shown(PurePath(name)).isprintable()


@pytest.mark.parametrize(
    "name",
    [
        "con\u200cftest.py",
        "\u062f\u200c\u200c\u0627.csv",
        "\u062f\u200c.csv",
        "\u062f\u200c x.csv",
        "a\u200d\U0001f389.png",
        "\U0001f389\u200c\U0001f389.png",
        "a\ufe0f.csv",
        "\u2764\ufe0f\ufe0e.png",
        "\U0001f3f4\U000e0067\U000e007f.png",
    ],
)
def test_what_joins_letters_stands_between_such_letters(folder: Path, name: str) -> None:
    """Elsewhere nobody sees it, and a file system may take the name for another."""
    put(folder, name)

    assert reasons(folder) == {name: UNSEEN}


def test_what_a_kernel_would_import_where_it_is_installed_is_known() -> None:
    """Found out in the sources of a kernel: each is an installed package, or on the list."""
    known = {*sys.stdlib_module_names, *packages_distributions(), *TRIED}

    assert {name for package in OF_A_KERNEL for name in imported(package)} - known <= NO_MODULES


@pytest.mark.parametrize("ending", [".py", ".csv", ".ipynb"])
def test_a_name_that_has_no_room_for_another_ending_is_refused(folder: Path, ending: str) -> None:
    """Beside the graded notebooks it gets one; what is counted are bytes."""
    most, more = (f"{'ä' * ((250 - len(ending)) // 2)}{'a' * letters}{ending}" for letters in (0, 2))
    put(folder, most, more)

    assert reasons(folder) == {more: LONG}


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


def test_what_is_installed_is_looked_up_once_for_all_names() -> None:
    """However many folders there are, each with a name of its own: a student chooses all of them."""
    chains = [[f"q{chain}x{deep}" for deep in range(10)] for chain in range(640)]
    folders = [PurePath(*chain[:deep]) for deep in range(1, 11) for chain in chains]
    paths = [folder / name for folder in folders for name in ("n.ipynb", "a.txt")]
    began = time.process_time()

    assert list(kept_by_name(paths)) == paths
    assert time.process_time() - began < 6


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
    """results.vg.json r.vl.json r.VG.JSON r.v1.vl.json data/r..vg.json r.geo.json r.plotly.json r.cyjs.json
    r.vega.csv r.html.txt r.svg.md r.drawio.png r.mermaid.md r.ipynb.csv""".split(),  # noqa: SIM905 - names
)
def test_a_name_has_one_ending(folder: Path, name: str) -> None:
    """JupyterLab looks at all of them, the longest first."""
    put(folder, name)

    assert reasons(folder) == {name: SHOWN}


@pytest.mark.parametrize(
    "name",
    [
        *("data.v2.csv", "model-1.0.json", "r.v2.json", "john.doe.txt", "Fig. 1.png"),
        *("best.model.safetensors", "results.final.json", "data.backup.json", "ada.lovelace.json"),
    ],
)
def test_a_dot_alone_makes_no_ending(folder: Path, name: str) -> None:
    """Versions, names of people, and any word that is no viewer's, before whatever ending."""
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
