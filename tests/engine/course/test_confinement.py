"""A submission is graded in a confined process, which holds nothing of others; what ends it is a result."""

import errno
import json
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest

from nbverdict.cleaning import bounded
from nbverdict.course import confinement, grade_submission, planning
from nbverdict.course.codec import ForeignRowsError, decode_done, encode_done, encode_failure
from nbverdict.course.grade_class import Classroom
from nbverdict.course.task import Done, Graded, Task
from nbverdict.errors import OperatorError
from nbverdict.evidence.lent import lent
from nbverdict.execution import preprocessors as execute
from nbverdict.feedback import page
from nbverdict.gradebook.rows import Page
from nbverdict.intake import file_names, look, metadata
from nbverdict.intake.receipts import Received
from nbverdict.notebook.received import ReceiptSource
from nbverdict.sandbox.confined import Budget, StopCause, is_confined
from tests.small_course import STRICT, build, hand_in

POINTS = 2.0


@pytest.fixture
def room(tmp_path: Path) -> Classroom:
    """A small course of which two handed in."""
    build(tmp_path)
    for student in ("ada", "bob"):
        hand_in(tmp_path, student)
    return Classroom(tmp_path)


def graded(room: Classroom) -> dict[str, Graded]:
    """Grade everybody, and return what came of each."""
    return {one.student: one for one in room.grade("hw", room.students("hw"))}


def of(student: str, then: Callable[[], object], wrapped: Callable[..., Any]) -> Callable[..., Any]:
    """Do something before a step, where that is about a student."""

    def step(*arguments: Any, **named: Any) -> Any:
        told = [*arguments, *named.values()]
        if any(_is_about(one, student) for one in told):
            then()
        return wrapped(*arguments, **named)

    return step


def _is_about(value: object, student: str) -> bool:
    return student in str(value)


def be_killed() -> None:
    """End at once."""
    os.kill(os.getpid(), signal.SIGKILL)


def spin() -> None:
    """Compute for ever."""
    while True:
        pass


def test_what_processes_share_is_made_before_they_are_forked(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The release's texts are parsed, and what is installed is looked up, once for a class."""
    monkeypatch.setattr(bounded, "_known", {})
    file_names.modules_here.cache_clear()
    release = nbformat.read(room.root / "release/hw/p.ipynb", as_version=4)
    release.cells.append(nbformat.v4.new_markdown_cell("what a *lesson* says", id="lesson"))
    nbformat.write(release, room.root / "release/hw/p.ipynb")

    graded(room)

    assert "what a *lesson* says" in {text for _, text in bounded._known}
    assert file_names.modules_here.cache_info().currsize == 1


def test_what_ends_the_reader_is_that_submissions_result(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is ungraded for a person, with a reason and a page; the class goes on, and nobody tries again."""
    ends = {"bob": spin, "dov": lambda: bytearray(3 << 30), "eli": be_killed}
    for student, how in ends.items():
        hand_in(room.root, student)
        monkeypatch.setattr(grade_submission, "sort_out", of(student, how, grade_submission.sort_out))
    monkeypatch.setattr(confinement.Confinement, "budget", lambda _: _small())

    first, again = graded(room), graded(room)

    assert {name: sum(r.earned for r in one.results) for name, one in first.items()} == {
        "ada": 2,
        **dict.fromkeys(ends, 0),
    }
    for student, cause in zip(ends, ("CPU time", "memory", "could not be read"), strict=True):
        assert cause in first[student].results[0].ungraded
        assert first[student].results[0].pending
        assert cause in (room.root / f"feedback/{student}/hw/p.html").read_text("utf-8")
    assert not any(one.error for one in first.values())
    assert all(one.skipped for one in again.values())


def test_what_ends_whoever_looks_at_it_is_not_looked_at(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder whose listing alone spends the budget is ungraded too, once, and the others are graded."""
    for module in (planning, grade_submission):
        monkeypatch.setattr(module, "examine", of("submitted/bob", be_killed, module.examine))

    first, again = graded(room), graded(room)

    assert [sum(r.earned for r in first[name].results) for name in ("ada", "bob")] == [2, 0]
    assert "the notebook" in first["bob"].results[0].ungraded
    assert all(one.skipped for one in again.values())


def test_what_cannot_be_looked_at_is_not_opened_again(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once is enough: its result says why, and is made without a look at it, also by nbgrader's steps."""
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)
    folder = str(room.root / "submitted/bob")
    monkeypatch.setattr(planning, "examine", of(folder, be_killed, planning.examine))
    for module in (grade_submission, look):
        opened = of(folder, lambda: os.write(writing, b"opened "), module.examine)
        monkeypatch.setattr(module, "examine", opened)

    found = graded(room)

    os.close(writing)
    with os.fdopen(reading) as pipe:
        assert pipe.read() == ""
    assert "opening it stops the program" in found["bob"].results[0].ungraded
    assert (room.root / "feedback/bob/hw/p.html").exists()


def test_nobody_answers_for_those_who_were_looked_at_before(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One process looks at many within one budget; where that ends, the next is looked at alone."""
    looked: list[str] = []

    def second_ends_it() -> None:
        looked.append("at one")
        if len(looked) == 2:
            be_killed()

    monkeypatch.setattr(planning, "examine", of("submitted", second_ends_it, planning.examine))
    folders = {student: room.root / f"submitted/{student}/hw" for student in ("ada", "bob")}

    states = planning.states_of(folders, room.root / "release/hw", room.config)

    assert not any(state.startswith(planning.UNEXAMINED) for state in states.values())


def test_what_stops_a_grading_is_that_submissions_result(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error, an answer that is too long, nothing at all: a person looks at it, and nobody tries again."""
    for student in ("dov", "eli"):
        hand_in(room.root, student)
    sort_out, read_results = grade_submission.sort_out, grade_submission.read_results
    monkeypatch.setattr(
        grade_submission, "sort_out", of("bob", lambda: int("`full` marks"), _with_notes("dov", sort_out))
    )
    monkeypatch.setattr(grade_submission, "read_results", _of_blanks("eli", read_results))

    first, again = graded(room), graded(room)

    assert [one.error for one in first.values()] == [""] * 4
    said = {name: one.results[0].ungraded for name, one in first.items()}
    assert said["ada"] == ""
    assert "(ValueError: `invalid literal for int() with base 10: ''full' marks'`)" in said["bob"]
    assert "(NotAnsweredError: `NotPlainError: 'graded is not a regular file" in said["dov"]
    assert said["eli"].endswith("a person will look at it")
    assert all(one.skipped for one in again.values())


def _with_notes(student: str, wrapped: Callable[..., Any]) -> Callable[..., Any]:
    """Say more of a student's files than an answer may hold."""

    def step(folder: Path, *rest: Any) -> Any:
        notes = ("x" * confinement.LARGEST_REPLY,) if student in str(folder) else ()
        return replace(wrapped(folder, *rest), notes=notes)

    return step


def _of_blanks(student: str, wrapped: Callable[..., Any]) -> Callable[..., Any]:
    """Find results of a student where nothing was graded, and else none."""

    def step(autograded: Path, whose: str) -> Any:
        found = wrapped(autograded, whose)
        return [one for one in found if one.ungraded or whose != student]

    return step


def test_a_full_disk_is_no_submissions_fault(room: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where less is left than one may use, and that stopped it, the next run grades it again."""

    def fail() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(grade_submission, "sort_out", of("bob", fail, grade_submission.sort_out))
    monkeypatch.setattr(confinement.shutil, "disk_usage", lambda _: SimpleNamespace(free=1))

    found = graded(room)

    assert (found["ada"].error, found["bob"].results) == ("", ())
    assert found["bob"].error == f"OperatorError: {confinement.NO_SPACE}"


def test_a_page_that_ends_the_reader_is_made_without_cells(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The points stand, the page says them, and what could not be shown is left out."""
    hand_in(room.root, "bob", STRICT)
    monkeypatch.setattr(page, "show_cells", of("np.ones((n, n)), -1)", spin, page.show_cells))
    monkeypatch.setattr(confinement.Confinement, "budget", lambda _: _small())

    found = graded(room)

    assert found["bob"].results[0].earned == 1
    assert not found["bob"].error
    assert "so it is not shown here" in (room.root / "feedback/bob/hw/p.html").read_text("utf-8")
    assert "so it is not shown here" not in (room.root / "feedback/ada/hw/p.html").read_text("utf-8")


def _small() -> Budget:
    return Budget(cpu_seconds=8, wall_seconds=120, memory_mb=1024, disk_mb=200)


def test_every_step_runs_under_the_budget(room: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever reads what a student wrote runs in a confined process: from the first byte to the page."""
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)
    steps = [
        (planning, "examine"),
        (grade_submission, "examine"),
        (grade_submission, "sort_out"),
        (grade_submission, "take_in"),
        (grade_submission, "read_results"),
        (grade_submission, "answer_digests"),
        (metadata.Intake, "preprocess"),
        (execute.ExecuteAndJudge, "preprocess"),
        (execute.ExecuteAndJudge, "run"),
        (page, "read_tasks"),
        (page, "show_cells"),
    ]
    for where, name in steps:
        monkeypatch.setattr(where, name, _noted(writing, name, getattr(where, name)))

    graded(room)

    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = {tuple(line.split()) for line in pipe.read().splitlines()}
    assert told == {(name, "confined") for _, name in steps}


def _noted(writing: int, name: str, wrapped: Callable[..., Any]) -> Callable[..., Any]:
    def step(*arguments: Any, **named: Any) -> Any:
        if grade_submission.NOBODY not in str(arguments):
            os.write(writing, f"{name} {'confined' if is_confined() else 'free'}\n".encode())
        return wrapped(*arguments, **named)

    return step


def test_it_holds_nothing_of_others(room: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """It can open neither the secret, the gradebook, other submissions nor their kept evidence."""
    graded(room)
    others = ["course_secret", "gradebook.db", "submitted/ada/hw/p.ipynb", "autograded/ada/hw/p.ipynb"]
    runs = [str(path.relative_to(room.root)) for path in room.root.glob("evidence/runs/*/*/cells.json")]
    place = room.root / "evidence/versions/hw/bob"
    hand_in(room.root, "bob", STRICT)

    def look() -> None:
        opened = [name for name in (*others, *runs) if _opens(room.root / name)]
        (place / "told.json").write_text(json.dumps([opened, repr(lent())[:4]]))

    monkeypatch.setattr(grade_submission, "sort_out", of("bob", look, grade_submission.sort_out))

    graded(room)

    assert runs
    assert json.loads((place / "told.json").read_text()) == [[], "Lent"]


def _opens(path: Path) -> bool:
    try:
        path.open("rb").close()
    except PermissionError:
        return False
    return True


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Done, Any]:
    """What a confined process tells of ada, and the definition that it is checked by."""
    root = build(tmp_path_factory.mktemp("told"))
    hand_in(root, "ada")
    found: list[tuple[bytes, Any]] = []

    def keep(reply: bytes, *, student: str, definition: Any) -> Done:
        found.append((reply, definition))
        return decode_done(reply, student=student, definition=definition)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(confinement, "decode_done", keep)
        list(Classroom(root).grade("hw", ["ada"]))
    reply, definition = found[-1]
    return decode_done(reply, student="ada", definition=definition), definition


def test_what_it_tells_crosses_as_it_is(told: tuple[Done, Any]) -> None:
    """Times, numbers and texts of a page are the same after a round trip."""
    done, definition = told

    assert decode_done(encode_done(done), student="ada", definition=definition) == done


@pytest.mark.parametrize(
    "change",
    [
        lambda page: replace(page, student=[{**page.student[0], "id": "bob"}]),
        lambda page: replace(page, submission=[{**page.submission[0], "student_id": "bob"}]),
        lambda page: replace(page, submission=[{**page.submission[0], "assignment_id": "other"}]),
        lambda page: replace(page, grades=[{**page.grades[0], "notebook_id": "of bob"}]),
        lambda page: replace(page, grades=[{**page.grades[0], "cell_id": "of another assignment"}]),
        lambda page: replace(page, grades=[{**page.grades[0], "auto_score": float("nan")}]),
        lambda page: replace(page, grades=[{**page.grades[0], "auto_score": ["2"]}]),
    ],
)
def test_rows_of_somebody_else_are_refused(told: tuple[Done, Any], change: Callable[[Any], Any]) -> None:
    """A page that tells of another student, another assignment or no number never reaches the gradebook."""
    done, definition = told

    with pytest.raises(ForeignRowsError):
        decode_done(encode_done(replace(done, page=change(done.page))), student="ada", definition=definition)


def test_what_this_machine_could_not_do_is_told_as_that() -> None:
    """A failure of the machine crosses with its sentence and hint."""
    failure = encode_failure(OperatorError("no sandbox", hint="run doctor"))

    with pytest.raises(OperatorError, match="no sandbox") as error:
        decode_done(failure, student="ada", definition={})

    assert error.value.hint == "run doctor"


def test_causes_are_told_in_words_of_the_student() -> None:
    """Each cause has a sentence that says what to do."""
    assert all("notebook" in confinement.why_given_up(cause) for cause in StopCause)


def test_ids_of_cells_are_nothing_to_warn_of(room: Classroom, capfd: pytest.CaptureFixture[str]) -> None:
    """A cell without one, or with another's, is repaired; staff read no warning of a library about it."""
    path = room.root / "submitted/bob/hw/p.ipynb"
    told = json.loads(path.read_text("utf-8"))
    nameless = {name: value for name, value in told["cells"][0].items() if name != "id"}
    told["cells"] += [told["cells"][0], nameless]
    path.write_text(json.dumps(told), "utf-8")

    found = graded(room)

    assert sum(result.earned for result in found["bob"].results) == POINTS
    assert " id" not in capfd.readouterr().err


def taken_over(monkeypatch: pytest.MonkeyPatch, student: str, act: Callable[[Any, Any], object]) -> None:
    """Let the confined process of a student act as somebody who has taken it over."""
    whole = confinement.Confined._inside

    def inside(self: Any, work: Any, place: Any, link: Any) -> bytes:
        reply = whole(self, work, place, link)
        if self.task.student == student:
            act(place, link)
        return reply

    monkeypatch.setattr(confinement.Confined, "_inside", inside)


def test_one_that_is_taken_over_leads_the_trusted_side_nowhere(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It makes no link and no pipe, its own group is the only one, and what it leaves is plain or refused."""
    said = os.pipe()

    def act(place: Any, link: Any) -> None:
        tries = {
            "link": lambda: (place.folder / "link").symlink_to("/"),
            "pipe": lambda: os.mkfifo(place.folder / "graded"),
            "session": os.setsid,
            "foreign key": lambda: link.ask("fetch", "runs", "../../course_secret"),
            "lent": lambda: (place.lent / "new").write_text("x"),
        }
        for name, attempt in tries.items():
            try:
                attempt()
            except (OSError, OperatorError):
                os.write(said[1], f"{name} refused\n".encode())

    taken_over(monkeypatch, "bob", act)

    found = graded(room)

    os.close(said[1])
    with os.fdopen(said[0]) as pipe:
        assert pipe.read().splitlines() == [
            f"{name} refused" for name in ("link", "pipe", "session", "foreign key", "lent")
        ]
    assert found["ada"].results[0].earned == 2


def test_a_set_user_id_file_of_its_making_is_not_kept(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it leaves is refused whole, and the submission is told ungraded."""
    taken_over(
        monkeypatch,
        "bob",
        lambda place, _: (
            (place.folder / "autograded/x").write_text("x"),
            (place.folder / "autograded/x").chmod(0o4755),
        ),
    )

    found = graded(room)

    assert "could not be read" in found["bob"].error
    assert not list((room.root / "autograded").rglob("x"))


def test_a_class_with_receipts_is_graded(room: Classroom) -> None:
    """What the course wrote down of when and how work came is read in the confined process too."""
    for student in ("ada", "bob"):
        path = room.root / f"submitted/{student}/hw/p.ipynb"
        Received(room.store, "hw", student).enter(
            [path], datetime(2026, 1, 1, tzinfo=UTC), ReceiptSource.EXCHANGE
        )

    found = graded(room)

    assert [one.results[0].earned for one in found.values()] == [2, 2]
    assert (room.root / "autograded/ada/hw/timestamp.txt").read_text().startswith("2026-01-01")


def test_a_submission_of_which_nothing_came_is_no_success(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That nbgrader graded nothing is an error of this machine, never silence."""
    monkeypatch.setattr(grade_submission, "read_results", lambda *_: ())

    found = graded(room)

    assert all(one.error for one in found.values())


@pytest.mark.parametrize("fresh", [False, True])
def test_what_is_kept_is_replaced_only_by_a_grading_from_nothing(tmp_path: Path, *, fresh: bool) -> None:
    """A process that was taken over leaves the verdicts on others' work as they are."""
    key, store = "ab" + "0" * 62, tmp_path / "evidence"
    grading = confinement.Confined(
        store=store,
        assignment="hw",
        task=Task(student="ada", page=Page(), answers={}, fresh=fresh),
        config=None,
        readable=(),
        definition={},
        scratch=tmp_path,
        secret_file=tmp_path / "secret",
    )
    place = confinement.Place(folder=tmp_path / "place", books=tmp_path / "books")
    for folder, text in ((store, "kept"), (place.kept, "made")):
        (folder / "verdicts/ab").mkdir(parents=True)
        (folder / "verdicts/ab" / f"{key}.json").write_text(text)
    grading._bring(place, "verdicts", key)
    grading._take(place)

    assert (store / "verdicts/ab" / f"{key}.json").read_text() == ("made" if fresh else "kept")
