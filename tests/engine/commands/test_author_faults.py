"""What an author gets wrong ends in one sentence, before anything is graded, and leaves nothing behind."""

from collections.abc import Callable
from pathlib import Path

import pytest

from nbverdict.commands.check import check_assignment
from nbverdict.commands.doctor import examine
from nbverdict.commands.foresee import foresee_class
from nbverdict.commands.grade import grade_class
from nbverdict.commands.init import init
from nbverdict.errors import StaffError

CONFIG, NOTEBOOK = "nbgrader_config.py", "source/week1/week1.ipynb"
END = 'c.Sandbox.imports = ["numpy"]'
FAULTS = {  # in which file, what stands there, what is written instead, and what is said
    "a syntax error": (
        "graders/moving_average/checks.py",
        "def reference(",
        "def reference((",
        "graders/moving_average/checks.py:18: the checks of `moving_average` cannot be imported: SyntaxError",
    ),
    "a folder": (
        CONFIG,
        END,
        'c.Course.graders_directory = "grader"',
        "`c.Course.graders_directory` is `grader`, and there is no folder",
    ),
    "a challenge": (
        NOTEBOOK,
        '(\\"moving_average\\")',
        '(\\"moving_avrage\\")',
        'week1/week1.ipynb calls `grade("moving_avrage")`, and there is no challenge `moving_avrage`',
    ),
    "a file": (
        CONFIG,
        END,
        'c.Course.builders = "shared/bilders.py"',
        "`c.Course.builders` is `shared/bilders.py`, and there is no file",
    ),
    "a trait": (
        CONFIG,
        END,
        'c.Course.gradersdirectory = "graders"',
        "the configuration sets `c.Course.gradersdirectory`, which does not exist",
    ),
    "a section": (
        CONFIG,
        END,
        'c.Corse.builders = "a.py"',
        "the configuration sets `c.Corse`, which nothing",
    ),
    "a value": (
        CONFIG,
        END,
        "c.Course.builders = 3",
        "the configuration cannot be used: The 'builders' trait",
    ),
    "a function": (
        CONFIG,
        END,
        'c.Course.notices = ["graders.shared.says"]',
        "the configuration names `graders.shared.says`, which cannot be imported",
    ),
    "a notebook": (NOTEBOOK, '"cells"', '"cells', "week1.ipynb cannot be read as a notebook"),
}
COMMANDS: dict[str, Callable[[Path, str], int]] = {
    "check": check_assignment,
    "grade": lambda root, assignment: grade_class(root, assignment, student=None),
    "dry run": foresee_class,
}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A course as `nbverdict init` makes it, in which somebody has handed in."""
    init(tmp_path / "own")
    (tmp_path / "own/submitted/ann/week1").mkdir(parents=True)
    return tmp_path / "own"


def spoil(root: Path, file: str, stands: str, instead: str) -> None:
    """Write something else into a file of a course."""
    text = (root / file).read_text("utf-8")
    assert text.count(stands) == 1
    (root / file).write_text(text.replace(stands, instead), "utf-8")


def things_in(root: Path) -> set[Path]:
    """Return what lies in a course, but for compiled code."""
    return {path for path in root.rglob("*") if "__pycache__" not in path.parts}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize(("file", "stands", "instead", "told"), FAULTS.values(), ids=FAULTS)
def test_a_fault_ends_a_command_before_it_begins(
    own: Path, command: Callable[[Path, str], int], file: str, stands: str, instead: str, told: str
) -> None:
    """In one sentence, with what to do next; no secret, evidence or gradebook is made."""
    spoil(own, file, stands, instead)
    before = things_in(own)
    with pytest.raises(StaffError) as raised:
        command(own, "week1")

    assert told in str(raised.value)
    assert raised.value.hint
    assert things_in(own) == before


@pytest.mark.parametrize(("file", "stands", "instead", "told"), FAULTS.values(), ids=FAULTS)
def test_the_doctor_says_so_too(
    own: Path, capsys: pytest.CaptureFixture[str], file: str, stands: str, instead: str, told: str
) -> None:
    """And leaves nothing behind either."""
    spoil(own, file, stands, instead)
    before = things_in(own)

    assert examine(own) == 1
    assert told in capsys.readouterr().out
    assert things_in(own) == before


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_mistyped_assignment_is_told_by_the_one_that_was_meant(
    own: Path, command: Callable[[Path, str], int]
) -> None:
    """Rather than that nobody handed it in."""
    before = things_in(own)
    with pytest.raises(StaffError, match="there is no assignment `week2`; did you mean `week1`"):
        command(own, "week2")

    assert things_in(own) == before


def test_where_nobody_handed_in_nothing_is_made(own: Path) -> None:
    """No gradebook and no secret."""
    (own / "submitted/ann/week1").rmdir()
    before = things_in(own)
    with pytest.raises(StaffError, match="nobody has handed in `week1`"):
        COMMANDS["grade"](own, "week1")

    assert things_in(own) == before
