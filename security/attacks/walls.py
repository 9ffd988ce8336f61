"""The walls that attacks run against, what backs each of them up, and how the harness takes one away.

A wall is taken away in a copy of the package, by putting another body into a function: no switch in the
product does it.
"""

import hashlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from graders.models.cache import PROJECT
from security.attacks.removal import NoSuchWallError, Removal, replaced

BUILD = PROJECT / "build" / "attack"
SOURCE, PACKAGE = PROJECT / "src", "nbverdict"


@dataclass(frozen=True)
class Wall:
    """One wall: what it does, how it is taken away, and which others hold where it is gone."""

    name: str
    does: str
    removals: tuple[Removal, ...]
    backed_by: tuple[str, ...] = ()


def _wall(name: str, does: str, *removals: Removal, backed_by: tuple[str, ...] = ()) -> Wall:
    return Wall(name, does, removals, backed_by)


LOOK_THROUGH = """
is_markdown = path.suffix.casefold() == MARKDOWN
return LOADS if is_markdown and quiet_text(text := path.read_text("utf-8", "replace")) != text else ""
""".strip()
LANDLOCK, SECCOMP = "Landlock", "refused system calls"
TABLE = (
    _wall(
        "environment",
        "a process gets an allow-list of variables, and the fork server no others either",
        Removal("sandbox/environment.py", "student_environment", "return dict(os.environ)"),
    ),
    _wall(
        LANDLOCK,
        "a process opens only named files, and signals and abstract sockets reach nobody outside",
        Removal("sandbox/inside/landlock.py", "restrict", "return"),
    ),
    _wall(
        "private root",
        "a root of its own holds the system and the environment, read-only, and nothing else (namespaces)",
        Removal("sandbox/inside/root.py", "build_root", "os.chdir(start.work)"),
        backed_by=(LANDLOCK,),
    ),
    _wall(
        "process tree",
        "processes outside cannot be seen or signalled: a namespace of processes, or Landlock's scope",
        backed_by=(LANDLOCK, SECCOMP),
    ),
    _wall(
        "no network",
        "a network of its own, or no socket but those between its own processes",
        Removal("sandbox/inside/filter.py", "_wall_off", "return"),
        backed_by=(LANDLOCK,),
    ),
    _wall(
        SECCOMP,
        "system calls that no notebook needs are refused",
        Removal("sandbox/inside/filter.py", "build_filter", "return b'\\x06\\0\\0\\0\\0\\0\\xff\\x7f'"),
    ),
    _wall(
        "own IPC",
        "shared memory, semaphores and queues of System V and POSIX are its own, or refused",
        backed_by=(SECCOMP,),
    ),
    _wall(
        "no rights",
        "no capabilities, no new privileges, and as root another user",
        Removal("sandbox/inside/walls.py", "become", "return"),
        Removal("sandbox/inside/syscalls.py", "drop_capabilities", "return"),
        backed_by=(LANDLOCK, SECCOMP),
    ),
    _wall(
        "no descriptors",
        "descriptors of the fork server are closed",
        Removal("sandbox/inside/syscalls.py", "close_descriptors", "return"),
    ),
    _wall(
        "limits",
        "memory, processes, files and CPU time of each process are limited",
        Removal("sandbox/inside/limits.py", "set_limits", "return"),
    ),
    _wall(
        "watch",
        "memory, files and CPU time of all processes of a notebook are counted, by the system or by us",
        Removal("sandbox/watch.py", "Watch._look", "return"),
        Removal("sandbox/connection.py", "ServerConnection._group", "return None"),
        backed_by=("limits",),
    ),
    _wall(
        "own places to write",
        "its folders are in memory of its own, or removed with it",
        backed_by=("private root", LANDLOCK),
    ),
    _wall(
        "nothing outlives",
        "with a notebook's process all that it started ends",
        Removal("sandbox/inside/tree.py", "sweep", "return"),
    ),
    _wall("time", "a cell, a call and a notebook have an end, whatever they ignore"),
    _wall("blame", "what a process does to itself costs its student, and nobody else"),
    _wall(
        "intake",
        "only sources, ordinary files and the release's metadata are graded; links, pipes and tags are not",
        Removal("cleaning/inert.py", "make_inert", "return"),
        Removal("intake/files.py", "_Texts.refused", LOOK_THROUGH),
    ),
    _wall(
        "inert notebooks",
        "what leaves a notebook is on a short list, of the right type, and can be written down",
        Removal("cleaning/inert.py", "make_inert", "return"),
        Removal("cleaning/inert.py", "inert_content", "return dict(content)"),
        Removal("cleaning/inert.py", "writable", "return value"),
    ),
    _wall(
        "names of files",
        "beside a notebook lies nothing that a browser, a server, Python or another tool loads by its name",
        Removal("intake/file_names.py", "refused_by_name", "return ''"),
        Removal("intake/file_names.py", "refused_whole", "return ''"),
        Removal("gradebook/placing.py", "rename_files", "return"),
    ),
    _wall(
        "clean pages",
        "HTML and Markdown are cleaned by an allow-list, links are text, marks are few, and parts short",
        Removal("cleaning/safe.py", "clean", "return html"),
        Removal("cleaning/safe.py", "without_piles", "return text"),
        Removal("cleaning/drawn.py", "drawable", "return text"),
        Removal("cleaning/drawn.py", "drawable_html", "return html"),
        Removal("cleaning/quiet.py", "quiet_text", "return text"),
        Removal("cleaning/quiet.py", "unlinked", "return text"),
    ),
    _wall(
        "digest",
        "cases are drawn, and work is kept, by all that a process gets: cells in order, files and folders",
        Removal(
            "notebook/inputs.py",
            "Inputs.digest",
            "programs = '\\0'.join(sorted(self.programs))\n"
            "return hashlib.sha256(programs.encode('utf-8', 'surrogatepass')).hexdigest()",
        ),
        Removal("course/canary.py", "sampled", "return tuple(tasks)"),  # so that accomplices come later
    ),
    _wall("checks outside", "hidden checks run in another process, on evidence"),
    _wall(
        "drawn cases",
        "hidden cases are drawn from the course's secret and the submission",
        Removal("evidence/cases.py", "draw", "return np.random.default_rng(0)"),
    ),
    _wall(
        "examples first",
        "the examples of all challenges are asked before the first hidden case",
        Removal("evidence/gather.py", "_examples_first", "return list(every)"),
    ),
    _wall(
        "plain values",
        "evidence is plain data, and type and shape are compared before values",
        Removal(
            "compare/numbers.py",
            "differs",
            "return not abs(got - expected) <= tol.absolute + tol.relative * abs(expected)",
        ),
    ),
    _wall(
        "caps on evidence",
        "what comes through the collector's socket is bounded before it is held",
        Removal(
            "evidence/channel.py",
            "Channel._receive_frame",
            "deadline = time.monotonic() + seconds\n"
            "size, extra = LENGTHS.unpack(self._receive(LENGTHS.size, deadline))\n"
            "return self._receive(size, deadline), self._receive(extra, deadline)",
        ),
    ),
    _wall(
        "own names",
        "asking for answers needs none of a notebook's names",
        Removal(
            "evidence/gather.py",
            "collector_start",
            "return f\"exec(compile({collector_text()!r}, '<collector>', 'exec'), _s := {{}})\\n\"\\\n"
            "    f\"_s['serve']({number}, globals())\"",
        ),
    ),
    _wall(
        "our words",
        "what a student names is told as a few short names between backticks, and is no Markdown of ours",
        Removal("intake/files.py", "listed", "return ' and '.join(f'`{path}`' for path in paths)"),
        Removal("text/quoted.py", "as_markdown", "return sentence"),
        backed_by=("bounded records",),
    ),
    _wall(
        "bounded records",
        "a text in a record has a length that is checked",
        Removal("notebook/record.py", "_bounded", "return text"),
    ),
    _wall(
        "told words",
        "of a hidden call no line and no type is told, of an example well-known names and lines of their own",
        Removal("evidence/gather.py", "_told", "return call"),
        Removal(
            "evidence/answers.py",
            "Answers._wrong",
            "name = f'`{self.case.function}`'\n"
            "return Wrong(f'{name} {what}', anywhere=f'{name} {what}', mistake=mistake)",
        ),
    ),
    _wall(
        "rewritten outputs",
        "what the visible part of a test cell puts out decides nothing",
        Removal("notebook/record.py", "harmless", "return output"),
    ),
    _wall(
        "numbers of points",
        "a number that is NaN or negative earns nothing",
        Removal("notebook/plain.py", "is_nonsense", "return False"),
    ),
    _wall("nothing hidden is shown", "what a hidden call prints, shows or warns reaches nobody"),
    _wall(
        "bounded output",
        "what a cell puts out is cut while it arrives",
        Removal(
            "execution/output_limits.py",
            "BoundedOutput.process_message",
            "return super().process_message(msg, cell, cell_index)",
        ),
        backed_by=("bounded messages",),
    ),
    _wall(
        "time of a page",
        "Markdown, code and colours take only so much time of a page; the rest is shown as it is",
        Removal("cleaning/bounded.py", "_at_most", "yield"),
    ),
    _wall(
        "bounded messages",
        "a message of a kernel has a largest size, answers what was asked, and is read by its form alone",
        Removal(
            "sandbox/kernel_client.py",
            "BoundedClient._bounded_context",
            "self._created_context = True\nreturn zmq.asyncio.Context()",
        ),
        Removal(
            "sandbox/kernel_client.py",
            "BoundedChannel.get_msg",
            "return await AsyncZMQSocketChannel.get_msg(self, timeout)",
        ),
    ),
    _wall(
        "known sockets",
        "a client of a kernel connects to the sockets that were there before a cell ran, and to no others",
        Removal("sandbox/kernel_client.py", "BoundedClient._make_url", "return super()._make_url(channel)"),
    ),
    _wall("own terminal", "a process has no way to the terminal of whoever grades"),
)
WALLS = {wall.name: wall for wall in TABLE}
ASKING = Removal("sandbox/probe.py", "missing_walls", "return []")  # it would refuse to grade


def with_backups(names: Iterable[str]) -> tuple[str, ...]:
    """Return walls and all that back them up.

    Raises:
        NoSuchWallError: the table lacks one.
    """
    found: dict[str, None] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        if name not in WALLS:
            raise NoSuchWallError(f"there is no wall `{name}`")
        if name not in found:
            found[name] = None
            waiting += WALLS[name].backed_by
    return tuple(found)


def without(names: Iterable[str], build: Path = BUILD) -> Path:
    """Return a folder that holds the engine without these walls.

    Raises:
        NoSuchWallError: one of them is not where the table says.
    """
    names = tuple(names)
    folder = build / f"without-{hashlib.sha256('-'.join(names).encode()).hexdigest()[:12]}"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in names:
        for removal in (ASKING, *WALLS[name].removals):
            path = folder / PACKAGE / removal.file
            path.write_text(replaced(path.read_text("utf-8"), removal), "utf-8")
    return folder
