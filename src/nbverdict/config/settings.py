"""The settings of a course that nbgrader has no place for, and where a course lies."""

from pathlib import Path

from traitlets import List, TraitError, Unicode
from traitlets.config import Config, LoggingConfigurable

from nbverdict.config.course_code import CourseCode, use, use_marks
from nbverdict.config.guard import ensure_walls, find_modules_of
from nbverdict.config.loading import CONFIG, engine, everywhere, merged, sources_of
from nbverdict.errors import StaffError
from nbverdict.sandbox.settings import Sandbox

GRADED = "graded"  # the result of each submission, below the evidence


class Course(LoggingConfigurable):
    """Settings that nbgrader has no place for. Paths are relative to the course's root."""

    secret_file = Unicode(
        "course_secret", help="The file that hidden cases are drawn from. It is never committed."
    ).tag(config=True)
    evidence_directory = Unicode("evidence", help="The folder for what students' processes sent.").tag(
        config=True
    )
    formgrader_url = Unicode(
        "http://localhost:8888", help="Where staff run JupyterLab: reports link to its formgrader."
    ).tag(config=True)
    graders_directory = Unicode("graders", help="The folder of the course's challenges.").tag(config=True)
    builders = Unicode(
        "shared/builders.py",
        help="The file, below that, that builds a course's own kinds of arguments in a student's process.",
    ).tag(config=True)
    device = Unicode("cpu", help="Where references compute: they get this word.").tag(config=True)
    choose_device = Unicode(
        help="The course's function that turns the word `device` into a device of this machine."
    ).tag(config=True)
    depends_on = List(
        Unicode(), help="Functions of the course that return texts on which a run of a notebook also depends."
    ).tag(config=True)
    looks = List(
        Unicode(), help="Functions of the course that `doctor` calls with its root: each yields findings."
    ).tag(config=True)
    notices = List(
        Unicode(), help="Functions of the course whose sentences are printed below a summary."
    ).tag(config=True)
    figure_notes = List(
        Unicode(), help="Functions of the course that say what a notebook's figures were drawn with."
    ).tag(config=True)


def find_course(start: Path) -> Path:
    """Return the nearest folder, from `start` upwards, that holds a course, else the one in Jupyter's files.

    Raises:
        StaffError: there is no course.
    """
    for folder in (start, *start.parents):
        if (folder / CONFIG).is_file():
            return folder
    root = _named_root(merged(everywhere()))
    if root and Path(root).is_dir():
        return Path(root).resolve()
    raise StaffError(
        f"no course at {start}: there is no {CONFIG} in it or above it",
        hint=f"go to the course's folder, or pass --course-dir; in a new one, an empty {CONFIG} will do",
    )


def read_config(root: Path) -> Config:
    """Return the configuration of a course: its own files, over the engine's.

    Raises:
        StaffError: a file cannot be used, would take walls away, or names another folder as the course's.
    """
    find_modules_of(root)
    sources = sources_of(root)
    config = merged(sources, engine())
    ensure_walls(config, sources)
    for one in (source for source in sources if source.path.parent == root):
        named = _named_root(one.config)
        if named and Path(root, named).resolve() != root.resolve():
            raise StaffError(
                f"{one.path} says that the course lies in {named}",
                hint=f"put an empty {CONFIG} there and grade there, or take `c.CourseDirectory.root` out",
            )
    config.CourseDirectory.root = str(root)
    use(code_of(config, root))
    use_marks(config)
    return config


def code_of(config: Config, root: Path) -> CourseCode:
    """Return where the code of a course lies.

    Raises:
        StaffError: a setting of the engine has an invalid value.
    """
    try:
        course, sandbox = Course(config=config), Sandbox(config=config)
    except TraitError as error:
        raise StaffError(
            f"the configuration cannot be used: {' '.join(str(error).split())}", hint=f"repair {CONFIG}"
        ) from error
    folder = (root / course.graders_directory).resolve()
    builders = folder / course.builders
    return CourseCode(folder, builders if builders.is_file() else None, tuple(sandbox.visible))


def _named_root(config: Config) -> str:
    root = config.get("CourseDirectory", {}).get("root")
    return root if isinstance(root, str) else ""
