"""A course is configured by nbgrader's own files, in nbgrader's order, over the engine's configuration."""

import json
from pathlib import Path

import pytest

from graders.models.cache import PROJECT
from nbverdict.config import defaults
from nbverdict.config.loading import sources_of
from nbverdict.config.settings import find_course, read_config
from nbverdict.errors import StaffError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder of Jupyter."""
    folder = tmp_path / "home-of-jupyter"
    folder.mkdir()
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(folder))
    return folder


@pytest.fixture
def plain(tmp_path: Path, home: Path) -> Path:
    """A folder with an empty configuration."""
    assert home.is_dir()
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain/nbgrader_config.py").touch()
    return tmp_path / "plain"


def write(folder: Path, *lines: str, name: str = "nbgrader_config.py") -> None:
    """Write a configuration."""
    (folder / name).write_text("\n".join(["c = get_config()", *lines]), "utf-8")


def test_an_empty_file_has_all_that_the_engine_brings(plain: Path) -> None:
    """The same steps as this repository's own course."""
    ours, theirs = read_config(PROJECT), read_config(plain)

    for section in ("Autograde", "GenerateFeedback", "HTMLExporter", "TemplateExporter"):
        assert ours[section] == theirs[section]
    assert theirs.Autograde.autograde_preprocessors == list(defaults.GRADE)


def test_the_courses_own_file_is_over_the_users_and_both_over_the_engines(home: Path, plain: Path) -> None:
    """As nbgrader orders them: Jupyter's folders, then the course's."""
    write(home, "c.CourseDirectory.course_id = 'of the user'", "c.Sandbox.memory_mb = 1000")
    write(home, "c.Sandbox.memory_mb = 10", "c.Sandbox.processes = 7", name="jupyter_config.py")
    write(plain, "c.CourseDirectory.course_id = 'of the course'")
    (plain / "nbgrader_config.json").write_text(json.dumps({"Exchange": {"root": "/elsewhere"}}))
    config = read_config(plain)

    assert config.CourseDirectory.course_id == "of the course"
    assert (config.Sandbox.memory_mb, config.Sandbox.processes) == (1000, 7)
    assert config.Exchange.root == "/elsewhere"
    assert [one.path.name for one in sources_of(plain)] == [
        "jupyter_config.py",
        "nbgrader_config.py",
        "nbgrader_config.py",
        "nbgrader_config.json",
    ]


def test_what_another_file_loads_counts(plain: Path) -> None:
    """As `load_subconfig` does."""
    write(plain, "load_subconfig('more.py')")
    write(plain, "c.Sandbox.processes = 9", name="more.py")

    assert read_config(plain).Sandbox.processes == 9


def test_names_of_an_older_nbgrader_count(plain: Path) -> None:
    """They are renamed as nbgrader does."""
    write(plain, "c.NbGrader.course_id = 'old'", "c.NbGrader.db_url = 'sqlite:///a.db'")

    assert dict(read_config(plain).CourseDirectory) == {
        "course_id": "old",
        "db_url": "sqlite:///a.db",
        "root": str(plain),
    }


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["c.X.y = ("], "line 2 cannot be used: it is not valid Python: '(' was never closed"),
        (
            ["", "c.X.y = nothing"],
            "line 3 cannot be used: it raised NameError: name 'nothing' is not defined",
        ),
        (["1 / 0"], "line 2 cannot be used: it raised ZeroDivisionError: division by zero"),
        (["exit(3)"], "cannot be used: it raised SystemExit: 3"),
        (["import not_there"], "line 2 cannot be used: it raised ModuleNotFoundError"),
        (["c.x = 1", "c.X = 1"], "line 3 cannot be used: it raised ValueError"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(plain: Path, lines: list[str], said: str) -> None:
    """Which file, which line, and what to do."""
    write(plain, *lines)
    with pytest.raises(StaffError) as refused:
        read_config(plain)

    assert str(refused.value).startswith(f"the configuration {plain / 'nbgrader_config.py'}")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert str(refused.value.hint).startswith("repair it")


def test_a_file_that_another_loads_is_named(plain: Path) -> None:
    """Whether it is not valid Python, or raises."""
    write(plain, "load_subconfig('more.py')")
    for line in ("c.X.y = (", "1 / 0"):
        write(plain, line, name="more.py")
        with pytest.raises(StaffError, match=r"more\.py, line 2 cannot be used"):
            read_config(plain)


@pytest.mark.parametrize("content", ["{", '["a"]', '{"version": 7}'])
def test_a_file_in_json_that_cannot_be_read_is_one_sentence(plain: Path, content: str) -> None:
    """The same, of nbgrader's other format."""
    (plain / "nbgrader_config.json").write_text(content)

    with pytest.raises(StaffError, match=r"nbgrader_config\.json.* cannot be used"):
        read_config(plain)


def test_a_broken_file_of_the_user_is_named(home: Path, plain: Path) -> None:
    """It would count, so nothing is graded without it."""
    write(home, "(")

    with pytest.raises(StaffError, match=str(home)):
        read_config(plain)


def test_a_course_may_be_named_by_jupyters_files(home: Path, plain: Path, tmp_path: Path) -> None:
    """From anywhere, as nbgrader's own commands find it; a nearer course comes first."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other/nbgrader_config.py").touch()
    write(home, f"c.CourseDirectory.root = {str(plain)!r}")

    assert find_course(tmp_path) == plain
    assert find_course(tmp_path / "other") == tmp_path / "other"
    assert read_config(tmp_path / "other").CourseDirectory.root == str(tmp_path / "other")


def test_a_file_that_names_another_folder_is_refused(plain: Path, tmp_path: Path) -> None:
    """Nobody knows which of the two is meant."""
    write(plain, f"c.CourseDirectory.root = {str(tmp_path)!r}")
    with pytest.raises(StaffError, match="says that the course lies in"):
        read_config(plain)
    write(plain, "c.CourseDirectory.root = '.'")

    assert read_config(plain).CourseDirectory.root == str(plain)
