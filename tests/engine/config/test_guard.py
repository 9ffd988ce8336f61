"""What of a folder's configuration takes walls away is refused, by trait and file; what is added stands."""

from pathlib import Path

import pytest

from nbverdict.config import defaults
from nbverdict.config.settings import read_config
from nbverdict.errors import StaffError
from tests.engine.config.test_loading import home, plain, write

__all__ = ["home", "plain"]  # fixtures

STOCK = """[
    "nbgrader.preprocessors.Execute",
    "nbgrader.preprocessors.SaveAutoGrades",
]"""


@pytest.mark.parametrize(
    ("line", "trait"),
    [
        (f"c.Autograde.autograde_preprocessors = {STOCK}", "c.Autograde.autograde_preprocessors"),
        ("c.Autograde.autograde_preprocessors = []", "c.Autograde.autograde_preprocessors"),
        (
            "c.Autograde.autograde_preprocessors.append('nbgrader.preprocessors.Execute')",
            "c.Autograde.autograde_preprocessors",
        ),
        (
            "c.Autograde.sanitize_preprocessors = ['nbgrader.preprocessors.ClearOutput']",
            "c.Autograde.sanitize_preprocessors",
        ),
        (
            "c.Autograde.sanitize_preprocessors.insert(0, 'nbconvert.preprocessors.ExecutePreprocessor')",
            "c.Autograde.sanitize_preprocessors",
        ),
        ("c.Autograde.exporter_class = 'nbconvert.exporters.NotebookExporter'", "c.Autograde.exporter_class"),
        (
            "c.GenerateFeedback.exporter_class = 'nbconvert.exporters.HTMLExporter'",
            "c.GenerateFeedback.exporter_class",
        ),
        ("c.GenerateFeedback.preprocessors = []", "c.GenerateFeedback.preprocessors"),
        ("c.HTMLExporter.preprocessors = []", "c.HTMLExporter.preprocessors"),
        ("c.TemplateExporter.filters = {'ansi2html': str}", "c.TemplateExporter.filters"),
        ("c.Execute.kernel_name = 'python3'", "c.Execute.kernel_name"),
        ("c.ExecutePreprocessor.kernel_name = 'python3'", "c.ExecutePreprocessor.kernel_name"),
        ("c.NotebookClient.kernel_name = 'python3'", "c.NotebookClient.kernel_name"),
        ("c.ExecuteAndJudge.kernel_name = 'python3'", "c.ExecuteAndJudge.kernel_name"),
        (
            "c.Execute.kernel_manager_class = 'jupyter_client.manager.AsyncKernelManager'",
            "c.Execute.kernel_manager_class",
        ),
        ("c.Execute.extra_arguments = ['--debug']", "c.Execute.extra_arguments"),
        ("c.KernelManager.transport = 'tcp'", "c.KernelManager.transport"),
        ("c.KernelSpecManager.kernel_dirs = ['/tmp']", "c.KernelSpecManager.kernel_dirs"),
        ("c.Intake.enabled = False", "c.Intake.enabled"),
        ("c.NbGraderPreprocessor.enabled = False", "c.NbGraderPreprocessor.enabled"),
        ("c.CleanOutputs.enabled = False", "c.CleanOutputs.enabled"),
        (
            "c.NotebookExporter.default_preprocessors = ['nbconvert.preprocessors.ExecutePreprocessor']",
            "c.NotebookExporter.default_preprocessors",
        ),
        (
            "c.Exporter.preprocessors = ['nbconvert.preprocessors.ExecutePreprocessor']",
            "c.Exporter.preprocessors",
        ),
    ],
)
def test_what_takes_walls_away_is_refused(home: Path, plain: Path, line: str, trait: str) -> None:
    """In the course's folder, in the user's, and in a file that another loads: the sentence names both."""
    write(plain, "load_subconfig('more.py')")
    write(plain, line, name="more.py")
    with pytest.raises(StaffError) as refused:
        read_config(plain)
    assert str(refused.value).startswith(
        f"`{trait}` of {plain / 'nbgrader_config.py'} would take walls away: "
    )
    (plain / "more.py").unlink()
    for name in ("jupyter_config.py", "nbgrader_config.py"):
        write(home, line, name=name)
        with pytest.raises(StaffError) as refused:
            read_config(plain)
        assert str(refused.value).startswith(f"`{trait}` of {home / name} would take walls away: ")
        (home / name).unlink()

    assert "\n" not in str(refused.value)
    assert "take it out" in str(refused.value.hint)


@pytest.mark.parametrize(
    "line",
    [
        "c.Autograde.autograde_preprocessors.append('nbgrader.preprocessors.GetGrades')",
        "c.Autograde.autograde_preprocessors.prepend(['nbgrader.preprocessors.ClearSolutions'])",
        "c.Autograde.sanitize_preprocessors.append('nbgrader.preprocessors.LockCells')",
        "c.AssignLatePenalties.plugin_class = 'late.SubMarks'",
        "c.TemplateExporter.filters = {'shout': str.upper}",
        "c.Execute.timeout = 60",
        "c.ExecutePreprocessor.timeout = 60",
        "c.ExecuteAndJudge.notebook_seconds = 60",
        "c.LimitOutput.max_lines = 10",
        "c.IncludeHeaderFooter.header = 'source/header.ipynb'",
        "c.ClearSolutions.code_stub = {'python': 'pass'}",
        "c.Sandbox.unsafe_no_sandbox = True",
        "from nbverdict.config.defaults import configure; configure(c)",
    ],
)
def test_what_only_adds_is_respected(plain: Path, line: str) -> None:
    """And the engine's steps stand as they were."""
    write(plain, line)
    config = read_config(plain)

    assert set(defaults.SANITIZE) <= set(config.Autograde.sanitize_preprocessors)
    assert set(defaults.GRADE) <= set(config.Autograde.autograde_preprocessors)
    assert config.TemplateExporter.filters["ansi2html"] == defaults.FILTERS["ansi2html"]


def test_a_step_of_the_courses_own_folder_is_found(plain: Path) -> None:
    """As nbgrader finds it; one that runs notebooks itself is refused there too."""
    (plain / "steps_of_a_course.py").write_text(
        "from nbgrader.preprocessors import Execute, NbGraderPreprocessor\n"
        "class Mine(NbGraderPreprocessor): pass\n"
        "class Sly(Execute): pass\n"
    )
    write(plain, "c.Autograde.autograde_preprocessors.append('steps_of_a_course.Mine')")
    assert read_config(plain).Autograde.autograde_preprocessors[-1] == "steps_of_a_course.Mine"
    write(plain, "c.Autograde.autograde_preprocessors.append('steps_of_a_course.Sly')")
    with pytest.raises(StaffError, match=r"`steps_of_a_course.Sly` runs notebooks itself"):
        read_config(plain)
    write(plain, "c.Autograde.autograde_preprocessors.append('steps_of_a_course.Gone')")
    with pytest.raises(StaffError, match=r"`steps_of_a_course.Gone`, which cannot be imported"):
        read_config(plain)


def test_a_subclass_of_ours_is_respected(plain: Path) -> None:
    """It does what ours does, and more."""
    write(
        plain,
        "from nbverdict.execution.exporter import SubmissionExporter",
        "class Mine(SubmissionExporter): pass",
        "c.Autograde.exporter_class = Mine",
    )

    assert read_config(plain).Autograde.exporter_class.__name__ == "Mine"


def test_the_order_of_steps_is_no_addition(plain: Path) -> None:
    """A submission that is graded before it was taken in would decide its own points."""
    write(
        plain,
        "from nbverdict.config.defaults import SANITIZE",
        "c.Autograde.sanitize_preprocessors = [*SANITIZE[1:], SANITIZE[0]]",
    )

    with pytest.raises(StaffError, match="is in another place"):
        read_config(plain)
