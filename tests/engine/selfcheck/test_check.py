"""An assignment is refused for everything that would make its scores worth less, and for nothing else."""

import shutil
from pathlib import Path

import nbformat
import pytest

from graders.causal_mask import checks as causal_mask
from graders.models.cache import PROJECT
from nbverdict.commands.check import summary
from nbverdict.errors import StaffError
from nbverdict.selfcheck.check import Check, Checked
from nbverdict.selfcheck.kill_matrix import KillMatrix
from nbverdict.selfcheck.picture import draw
from nbverdict.selfcheck.rules import check_problems, release_problems
from nbverdict.selfcheck.variants import FOLDER
from tests.small_course import build, notebook

HONEST = "import numpy as np\n\ndef causal_mask(n):\n    return np.tri(n)\n"
STRICT = "import numpy as np\n\ndef causal_mask(n):\n    return np.tri(n, k=-1)\n"
TWOS = "import numpy as np\n\ndef causal_mask(n):\n    return 2 * np.tri(n)\n"
NOTHING = "def causal_mask(n):\n    return None\n"
GOOD = {
    "honest": f"# %% tri\n{HONEST}",
    "mutants": f"# %% strict -> a_token_hidden_from_itself\n{STRICT}\n"
    f"# %% twos -> other_numbers_than_0_and_1\n{TWOS}",
    "impostors": f"# %% nothing\n{NOTHING}",
}
BAD = {
    "honest": f"# %% strict\n{STRICT}",
    "mutants": f"# %% right\n{HONEST}\n# %% misnamed -> later_tokens_open\n{STRICT}",
    "impostors": f"# %% right\n{HONEST}",
}
REFUSED = (
    "`is_a_square_of_zeros_and_ones` of `causal_mask` fails on no mutant",
    "graders/causal_mask/variants/honest.py: strict is right but loses points: 1 of 2",
    "graders/causal_mask/variants/mutants.py: right is wrong but no check catches it",
    "graders/causal_mask/variants/mutants.py: misnamed should be called later_tokens_open, and is called a",
    "graders/causal_mask/variants/impostors.py: right is not an answer but earns 2 of 2",
)


def check(root: Path, files: dict[str, str]) -> Checked:
    """Check the small course with these variants."""
    build(root)
    graders = root / "graders"
    shutil.copytree(PROJECT / "graders", graders, ignore=shutil.ignore_patterns("variants", "__pycache__"))
    with (root / "course_config.py").open("a") as config:
        config.write(f"c.Course.graders_directory = {str(graders)!r}\n")
    folder = graders / "causal_mask" / FOLDER
    folder.mkdir()
    for kind, text in files.items():
        (folder / f"{kind}.py").write_text(text)
    return Check(root, "hw", root / "build").run()


def test_good_checks_are_let_through(tmp_path: Path) -> None:
    """Every mutant is caught and named, nothing honest is lost; the matrix says which check caught what."""
    checked = check(tmp_path, GOOD)

    assert checked.problems == ()
    assert checked.matrices[0].kills == {
        ("is_a_square_of_zeros_and_ones", "twos"),
        ("opens_itself_and_earlier_tokens", "strict"),
    }
    assert summary(checked) == "1 honest variants, 2 mutants, 1 impostors: nothing to object to"


def test_each_fault_is_a_reason_to_refuse(tmp_path: Path) -> None:
    """A check that never fails, an honest loss, an uncaught mutant, another name, an impostor that scores."""
    problems = check(tmp_path, BAD).problems

    for refused in REFUSED:
        assert any(problem.startswith(refused) for problem in problems), (refused, problems)
    assert len(problems) == len(REFUSED)


def test_points_and_leftovers_are_refused(tmp_path: Path) -> None:
    """Points that do not add up, and a hidden test that students would get."""
    source, release = tmp_path / "source", tmp_path / "release"
    for folder in (source, release):
        folder.mkdir()
        nbformat.write(notebook(points=3), folder / "p.ipynb")
    problems = list(release_problems(source, release, {"causal_mask": causal_mask}))

    assert problems[0] == "p.ipynb: the cell of `causal_mask` has 3 points, and its checks add up to 2"
    assert "p.ipynb: the release holds `### BEGIN HIDDEN TESTS`" in problems


def test_two_checks_of_one_name_are_refused(tmp_path: Path) -> None:
    """Python would keep the second alone, and nobody would notice."""
    text = Path(str(causal_mask.__file__)).read_text("utf-8")
    module = type(causal_mask)("causal_mask")
    module.__file__ = str(tmp_path / "causal_mask.py")
    (tmp_path / "causal_mask.py").write_text(
        f"{text}\n\ndef test_opens_itself_and_earlier_tokens() -> None: ...\n"
    )

    assert list(check_problems([module], [])) == [
        "causal_mask.py has two functions of the name `test_opens_itself_and_earlier_tokens`: rename one"
    ]


def test_an_assignment_without_challenges_is_a_sentence(tmp_path: Path) -> None:
    """There is nothing to check in notebooks of plain tests."""
    build(tmp_path)
    nbformat.write(nbformat.v4.new_notebook(), tmp_path / "source/hw/p.ipynb")

    with pytest.raises(StaffError, match="no grade cell of `hw` calls a challenge"):
        Check(tmp_path, "hw", tmp_path / "build")


def test_the_matrix_is_drawn(tmp_path: Path) -> None:
    """A panel for each challenge."""
    matrices = [
        KillMatrix("one", ("a", "b"), ("m",), frozenset({("a", "m")})),
        KillMatrix("two", ("c",), ("m",), frozenset()),
    ]
    draw(matrices, tmp_path / "matrix.png")

    assert (tmp_path / "matrix.png").read_bytes().startswith(b"\x89PNG")
    assert matrices[0].idle == ("b",)
