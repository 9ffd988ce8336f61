"""This course, as it is shipped, gives an honest student full marks behind every wall, whoever grades."""

import json
import os

import pytest

from nbverdict.sandbox.inside.plan import LANDLOCK, NAMESPACES
from tests.engine.sandbox.users import run_as

GRADE = """
import json, shutil, sys, tempfile
from pathlib import Path
from tools.demo import ASSIGNMENT, EXAMPLES
from tools.scratch import write_settings
from nbverdict.course.grade_class import Classroom
from graders.models.cache import PROJECT
with tempfile.TemporaryDirectory() as folder:
    root = Path(folder)
    write_settings(root, f"c.Sandbox.tier = {sys.argv[1]!r}")
    shutil.copytree(PROJECT / "source", root / "source")
    shutil.copy(EXAMPLES / "course_secret", root)
    handed_in = root / "submitted/ada" / ASSIGNMENT
    handed_in.mkdir(parents=True)
    shutil.copy(EXAMPLES / "submitted/ada" / ASSIGNMENT / "challenges.ipynb", handed_in)
    [graded] = Classroom(root).grade(ASSIGNMENT, ["ada"])
    print(json.dumps([[one.earned, one.worth, one.wrong] for one in graded.results if not one.ungraded]))
"""


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("user", ["root", "user"])
@pytest.mark.parametrize("tier", [NAMESPACES, LANDLOCK])
def test_an_honest_student_has_full_marks(tier: str, user: str) -> None:
    """With the course's own imports, models and limits."""
    told = json.loads(run_as(user, ["-c", GRADE, tier], seconds=240))

    assert sum(worth for _, worth, _ in told) == 20.0
    assert all(earned == worth for earned, worth, _ in told), told
