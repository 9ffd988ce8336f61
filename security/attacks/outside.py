"""Decides from outside what a run's attacks came to: nothing that an attack says of itself counts."""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import nbformat

from nbverdict.config.settings import Course, read_config
from nbverdict.evidence.cases import Case
from nbverdict.execution.assessor import Assessor
from nbverdict.judging.verdict import CheckStatus
from nbverdict.notebook.record import Because, GradeRecord, read_record
from security.attacks.acting import acting, speaking
from security.attacks.attack import ACCOMPLICE
from security.attacks.canaries import COURSE, Tokens
from security.attacks.course import ASSIGNMENT, NOTEBOOK, PEER, Student
from security.attacks.folders import entries
from security.attacks.warden import Seen
from tests.handed_in import digest_of

FULL = {"grade_causal_mask": 2.0, "grade_estimate_memory": 3.0, "grade_add_up": 2.0}
MOST = {"memory": 1600, "processes": 150, "disk": 600, "inodes": 20_000, "seconds": 40}
MOST_OUTPUT = 6_000_000  # bytes of a notebook or a page
DATA = re.compile(rb"data:[\w/+.-]+;base64,([A-Za-z0-9+/=\s]+)")
BLAMED = "taken for this machine's failure"
STOCK_HIDDEN, STOCK_TEST = ("417305611", "leaked 17", "leaked 31"), ("417_305_611",)
TAG = re.compile(rb"<[^>]*>")
TEST = ("from nbverdict import grade",)
OURS = re.compile(
    r"(evidence/\.canary/)?(evidence/runs/[0-9a-f]{2}/[0-9a-f]{64}/(cells\.json|(causal_mask|estimate_memory)\.\d+\.[0-9a-f]{12}\.(json|safetensors))"
    rf"|evidence/(verdicts/[0-9a-f]{{2}}/[0-9a-f]{{64}}\.json|graded/{ASSIGNMENT}/[^/]+\.json)"
    r"|evidence/(grading\.lock|secret\.sha256)|course_secret"
    rf"|evidence/versions/{ASSIGNMENT}/[^/]+/1/(version\.json|refused\.json|files/.*)"
    rf"|evidence/quarantine/{ASSIGNMENT}/.*"
    rf"|(autograded|feedback)/[^/]+/{ASSIGNMENT}/{NOTEBOOK}\.(ipynb|html))"
    rf"|evidence/canary/{ASSIGNMENT}\.json"
)


@dataclass(frozen=True)
class Touch:
    """Something that must not happen, and who did it, where that is known."""

    canary: str
    detail: str
    student: str | None = None


@dataclass(frozen=True)
class Graded:
    """A course that was graded, and all that there is to judge it by."""

    course: Path
    students: Sequence[Student]
    seen: Seen
    tokens: Tokens
    before: Mapping[str, str]  # the course's files before, with their hashes
    stock: bool
    pages: bool = True  # whether feedback was made


def fingerprints(course: Path) -> dict[str, str]:
    """Return the hash of every file of a course but its gradebook."""
    files = (path for path in entries(course) if path.is_file() and not path.is_symlink())
    return {
        str(path.relative_to(course)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.name != "gradebook.db"
    }


def touches(graded: Graded, usual: Mapping[str, Any]) -> list[Touch]:
    """Return everything that must not have happened; `usual` is what honest students leave (`usual_of`)."""
    return [
        *_class(graded, usual),
        *_left_behind(graded, usual),
        *_taken(graded, usual),
        *(touch for student in graded.students if student.attack for touch in _own(graded, student)),
    ]


def usual_of(graded: Graded) -> dict[str, Any]:
    """Return what an honest class leaves: the files, what a student's notebook shows, and what it takes."""
    last = graded.students[-1].name
    return {
        "files": [path for path in graded.seen.files if not path.startswith(COURSE)],
        "shown": _shown(graded.course, last),
        "page": _page(graded.course, last),
        "taken": {
            name: max(one[name] for one in graded.seen.students)
            for name in ("memory", "processes", "disk", "inodes")
        },
    }


def _class(graded: Graded, usual: Mapping[str, Any]) -> Iterator[Touch]:
    for code in graded.seen.codes:
        if code != 0:
            yield Touch("exit", f"the run ended with {code}", _not_graded(graded))
    scores = _scores(graded)
    for name in (student.name for student in graded.students if student.attack is None):
        auto = {cell: grade.get("auto") for cell, grade in scores.get(name, {}).items() if cell in FULL}
        if auto != FULL:
            yield Touch("honest", f"{name} has {auto}")
        elif (shown := _shown(graded.course, name)) != usual["shown"]:
            yield Touch("honest", f"{name} shows {_difference(usual['shown'], shown)}", _whose(graded, shown))
        elif graded.pages and name != PEER and _page(graded.course, name) != usual["page"]:
            yield Touch("honest", f"{name} has another page", _whose(graded, _page(graded.course, name)))


def _not_graded(graded: Graded) -> str | None:
    """Return the first attack's student of whom nothing was graded, or whom the machine is blamed for."""
    for student in (student for student in graded.students if student.attack):
        path = graded.course / "autograded" / student.name / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
        if not path.is_file() or any(
            name.startswith(BLAMED) for name in _broken(graded.course, student.name)
        ):
            return student.name
    return None


def _left_behind(graded: Graded, usual: Mapping[str, Any]) -> Iterator[Touch]:
    yield from (Touch("process", words, _whose(graded, words)) for words in graded.seen.processes)
    yield from (Touch("object", name) for name in graded.seen.objects)
    yield from (Touch("disturbed", name) for name in graded.seen.disturbed)
    for message in graded.seen.reached:
        yield Touch(message.partition(":")[0], message, _whose(graded, message))
    for path, beginning in graded.seen.files.items():
        if path not in usual["files"] and not path.startswith(COURSE):
            yield Touch("file", path, _whose(graded, path + beginning))
    after = fingerprints(graded.course)
    for name in sorted(graded.before.keys() | after.keys()):
        changed = graded.before.get(name) != after.get(name)
        if (
            changed
            and not (OURS.fullmatch(name) and name not in graded.before)
            and not _handed_on(name, graded)
        ):
            path = graded.course / name
            text = path.read_bytes()[-4000:].decode(errors="replace") if path.is_file() else ""
            yield Touch("file", f"{COURSE}/{name}", _whose(graded, name + text))


def _handed_on(name: str, graded: Graded) -> bool:
    """Say whether a file lies where the files of an attack's own submission are put."""
    parts = Path(name).parts
    whose = next((s for s in graded.students if len(parts) > 1 and s.name == parts[1]), None)
    return parts[0] in {"autograded", "feedback"} and whose is not None and whose.attack is not None


def _taken(graded: Graded, usual: Mapping[str, Any]) -> Iterator[Touch]:
    known = {student.name for student in graded.students}
    for one in graded.seen.students:
        for what, most in MOST.items():
            more = one.get(what, 0) - usual["taken"].get(what, 0)
            if more > most:
                yield Touch(
                    what,
                    f"{more:g} more than an honest student",
                    one["name"] if one["name"] in known else None,
                )


def _own(graded: Graded, student: Student) -> Iterator[Touch]:
    """Return what an attack's own results and pages show."""
    assert student.attack is not None
    name = student.name
    grades = _scores(graded).get(name, {})
    earned = sum(grade["auto"] or 0 for cell, grade in grades.items() if cell in student.attack.cells)
    given = sum((grade["manual"] or 0) + (grade["extra"] or 0) for grade in grades.values())
    if earned + given > (0 if name.endswith(ACCOMPLICE) else student.attack.earns):
        yield Touch("points", f"{earned:g} points, and {given:g} as if by a person", name)
    if earned < student.attack.earns and not name.endswith(ACCOMPLICE):
        yield Touch("lost", f"{earned:g} of {student.attack.earns:g} points", name)
    yield from (Touch("broken", check, name) for check in _broken(graded.course, name))
    for place in (graded.course / place / name for place in ("autograded", "feedback")):
        yield from (Touch("acts", where, name) for where in acting(place))
        yield from (Touch("ours", where, name) for where in speaking(place))
    files = list(_files(graded.course, name, "autograded", "feedback"))
    kinds = [
        kind for kind, told in asdict(graded.tokens).items() if any(told.encode() in d for _, d in files)
    ]
    yield from (Touch(kind, "was read and shown", name) for kind in kinds)
    if f"forged {name}" in graded.seen.printed:
        yield Touch("log", "words of their own stand in the grader's log", name)
    for path, data in files:
        if len(data) > MOST_OUTPUT:
            yield Touch("output", f"{path.name} has {len(data)} bytes", name)
    yield from _hidden(graded, name)


def _hidden(graded: Graded, name: str) -> Iterator[Touch]:
    """Look for hidden cases and tests in what a student gets back, more often than in what they handed in."""
    own = b"".join(data for _, data in _files(graded.course, name, "submitted"))
    back = b"".join(
        path.name.encode(errors="replace") + b"\n" + data
        for path, data in _files(graded.course, name, "feedback")
    )
    read = TAG.sub(b"", back)  # code is in colours, word by word
    hidden = STOCK_HIDDEN if graded.stock else _hidden_words(graded.course, name)
    for canary, words, told in (
        ("hidden", hidden, back),
        ("test", STOCK_TEST if graded.stock else TEST, read),
    ):
        for word in words:
            if told.count(word.encode()) > own.count(word.encode()):
                yield Touch(canary, f"`{word}` came back", name)


def _hidden_words(course: Path, name: str) -> list[str]:
    """Return by what the hidden cases of a submission can be known: their inputs, and what is expected."""
    folder = course / "autograded" / name / ASSIGNMENT
    try:
        notebook = nbformat.read(folder / f"{NOTEBOOK}.ipynb", as_version=4)
    except (OSError, ValueError):
        return []
    assessor = Assessor.of(Course(config=read_config(course)), course)
    submission = digest_of(notebook, folder)
    masks, sizes = (assessor.cases(challenge, submission) for challenge in ("causal_mask", "estimate_memory"))
    return [
        *(f"leaked {_value(case)}" for case in masks if case.hidden),
        *(str(_value(case)) for case in sizes if case.hidden),
    ]


def _value(case: Case) -> Any:
    return case.args[0]


def _scores(graded: Graded) -> dict[str, dict[str, dict[str, float | None]]]:
    """Return what the gradebook holds, by student and cell; nothing where it cannot be read."""
    from nbgrader.api import Gradebook

    try:
        with Gradebook(f"sqlite:///{graded.course}/gradebook.db", "attacks") as book:
            return {
                submission.student.id: {
                    grade.name: {
                        "auto": grade.auto_score,
                        "manual": grade.manual_score,
                        "extra": grade.extra_credit,
                    }
                    for notebook in submission.notebooks
                    for grade in notebook.grades
                }
                for submission in book.assignment_submissions(ASSIGNMENT)
            }
    except Exception:  # noqa: BLE001 - whatever an attack did to it, then nobody has full marks
        return {}


def _broken(course: Path, name: str) -> Iterator[str]:
    path = course / "autograded" / name / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    notebook = nbformat.read(path, as_version=4) if path.is_file() else nbformat.v4.new_notebook()
    for cell in notebook.cells:
        record = read_record(cell) or GradeRecord()
        checks = record.verdict.checks if record.verdict else ()
        yield from (check.name for check in checks if check.status is CheckStatus.BROKEN)
        if record.ungraded and record.ungraded.because is Because.MACHINE:
            yield f"{BLAMED}: {record.ungraded.reason}"


def _shown(course: Path, name: str) -> str:
    """Return what a student's cells put out: texts joined, for they come in pieces of any size."""
    path = course / "autograded" / name / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    cells = nbformat.read(path, as_version=4).cells if path.is_file() else []
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return "".join(output.get("text") or f"\n{output.get('data') or output}\n" for output in outputs)


def _difference(usual: str, shown: str) -> str:
    """Return where two texts begin to differ."""
    at = next((at for at, (one, other) in enumerate(zip(usual, shown, strict=False)) if one != other), 0)
    return f"`{shown[at : at + 100]}` and not `{usual[at : at + 100]}`"


def _page(course: Path, name: str) -> str:
    """Return the words of a student's page: texts may come in other pieces."""
    path = course / "feedback" / name / ASSIGNMENT / f"{NOTEBOOK}.html"
    return re.sub(r"<[^>]*>|\s", "", path.read_text("utf-8")) if path.is_file() else ""


def _files(course: Path, name: str, *folders: str) -> Iterator[tuple[Path, bytes]]:
    """Return the files of a student, with the pictures in them taken out of their wrapping as well."""
    for folder in folders:
        for path in sorted(entries(course / folder / name)):
            if path.is_file() and not path.is_symlink():
                data = path.read_bytes()
                pictures = [base64.b64decode(found, validate=False) for found in DATA.findall(data)]
                yield path, b"\n".join([data, *pictures])


def _whose(graded: Graded, text: str) -> str | None:
    """Return the attack's student who is named in a text."""
    names = (student.name for student in graded.students if student.attack)
    return next((name for name in names if name in text), None)
