"""A setting that nothing reads is refused, with what was probably meant."""

from pathlib import Path

import pytest

from nbverdict.config.sanity import ensure_sane
from nbverdict.config.settings import read_config
from nbverdict.errors import StaffError
from tests.engine.config.test_loading import home, plain, write

__all__ = ["home", "plain"]  # fixtures


@pytest.mark.parametrize(
    ("line", "said", "hint"),
    [
        ("c.Cuorse.evidence_directory = 'e'", "c.Cuorse", "did you mean `c.Course`?"),
        ("c.ExecutAndJudge.timeout = 5", "c.ExecutAndJudge", "did you mean `c.ExecuteAndJudge`?"),
        ("c.CourseDirectry.course_id = 'x'", "c.CourseDirectry", "did you mean `c.CourseDirectory`?"),
        ("c.ExecuteAndJudge.timout = 5", "c.ExecuteAndJudge.timout", "did you mean `timeout`?"),
        ("c.Execute.timout = 5", "c.Execute.timout", "did you mean `timeout`?"),
        ("c.Exchange.rot = '/srv'", "c.Exchange.rot", "did you mean `root`?"),
        ("c.CourseDirectory.db_assignments = []", "db_assignments", "nbgrader db assignment add"),
        ("c.CourseDirectory.zzz = 1", "c.CourseDirectory.zzz", "take it out"),
    ],
)
def test_a_setting_that_nothing_reads_is_refused(plain: Path, line: str, said: str, hint: str) -> None:
    """Traitlets ignores it in silence, so a limit or a due date would not be in force."""
    write(plain, line)

    with pytest.raises(StaffError, match="the configuration sets") as refused:
        ensure_sane(read_config(plain), plain)
    assert said in str(refused.value)
    assert hint in str(refused.value.hint)


@pytest.mark.parametrize(
    "line",
    [
        "c.ServerApp.port = 8888",
        "c.TwentyPercentADay.rate = 0.2",
        "c.Exchange.root = '/srv'",
        "c.BaseNbGraderApp.student_id = '*'",
        "c.ClearSolutions.code_stub = {'python': 'pass'}",
    ],
)
def test_settings_of_others_and_of_nbgrader_are_taken(plain: Path, line: str) -> None:
    """A course's own plug-in, Jupyter's server and older names of nbgrader's own are no mistakes."""
    write(plain, line)

    ensure_sane(read_config(plain), plain)
