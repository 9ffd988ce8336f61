"""Running a submission: what a process does to itself costs its student, and nobody else."""

from pathlib import Path
from typing import Any

import pytest
from nbformat import from_dict
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

from nbverdict.evidence.answers import Answers
from nbverdict.execution.assessor import Assessor
from nbverdict.execution.preprocessors import NO_RESULT, STOPPED_AGAIN, ExecuteAndJudge, _put_back, _taken_out
from nbverdict.judging.worker import JudgementStopped
from nbverdict.notebook.record import (
    ENDED,
    NOT_RUN,
    RECORD,
    TIER,
    Because,
    GradeRecord,
    Ungraded,
    read_record,
)
from tools.scratch import this_course

PLOT = """
import matplotlib.pyplot as plt
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(table["Model"], table["Parameters (M)"])
    axes.set_ylabel("Parameters (M)")
    return figure
"""

TEST = {"grade": True, "solution": False, "locked": True, "points": 3, "grade_id": "g"}


@pytest.fixture
def run(course: Path) -> Any:
    """Run code cells, and return their notebook and the answers to the bar chart's cases."""

    def running(
        *sources: str, challenges: tuple[str, ...] = ("plot_t5",), memory_mb: int = 4096, **limits: float
    ) -> tuple[Any, list[Answers]]:
        config = this_course()
        config.merge({"ExecuteAndJudge": {"timeout": 5, "call_seconds": 3, "grace_seconds": 3, **limits}})
        config.Sandbox.memory_mb = memory_mb
        notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        runner = ExecuteAndJudge(config=config, root=str(course))
        folder = course / "handed_in"
        folder.mkdir(exist_ok=True)
        (folder / "data.txt").write_text("42")
        evidence = runner.run(notebook, {"metadata": {"path": str(folder)}}, list(challenges))
        return notebook, evidence.get("plot_t5", [])

    return running


def outcomes(evidence: list[Answers]) -> list[str]:
    """Return what became of each case."""
    return [one.calls[0].outcome.value for one in evidence]


def stdout(cell: Any) -> str:
    """Return all text that a cell put out."""
    return "".join(output.get("text", "") for output in cell.outputs)


def test_an_honest_notebook_answers_every_case(run: Any) -> None:
    """Files beside the notebook can be read, and what it writes is not kept."""
    notebook, evidence = run(PLOT, "print(open('data.txt').read()); open('new.txt', 'w').write('x')")

    assert outcomes(evidence) == ["answer", "answer"]
    assert stdout(notebook.cells[1]) == "42\n"


@pytest.mark.parametrize(
    "cell",
    [
        "from re import *",
        "compile = exec = type = globals = len = bytes = str = __import__ = True",
        "_scope = _error = serve = json = 'mine'",
    ],
)
def test_a_cell_may_give_any_name_to_what_is_its_own(run: Any, cell: str) -> None:
    """Names of Python's own builtins too: asking for answers needs none of a notebook's names."""
    _, evidence = run(PLOT, cell)

    assert outcomes(evidence) == ["answer", "answer"]


def test_a_process_gets_only_what_the_hash_covers(run: Any, course: Path) -> None:
    """Its notebook's text, the exchange's stamps and links could bring answers in; they stay outside."""
    (course / "handed_in").mkdir()
    for name in ("other.ipynb", "timestamp.txt", "fine.csv"):
        (course / "handed_in" / name).write_text("x")
    (course / "handed_in" / "link").symlink_to(course / "course_secret")
    notebook, _ = run("import os; print(sorted(os.listdir()))", challenges=())

    assert stdout(notebook.cells[0]) == "['data.txt', 'fine.csv']\n"


def test_nothing_that_a_process_writes_stays(run: Any, course: Path) -> None:
    """The folder of the submission is left as it was handed in."""
    run("open('leak.txt', 'w').write('hidden')", challenges=())

    assert [path.name for path in (course / "handed_in").iterdir()] == ["data.txt"]


def test_a_process_that_ends_itself_has_no_answers(run: Any) -> None:
    """What came before keeps its outputs; what comes after is not run."""
    notebook, evidence = run(PLOT, "print('before')", "import os; os._exit(0)", "print('after')")

    assert outcomes(evidence) == ["ended", "ended"]
    assert stdout(notebook.cells[1]) == "before\n"
    assert stdout(notebook.cells[3]) == NOT_RUN
    assert [cell.metadata.get(ENDED) for cell in notebook.cells] == [None, None, True, None]


def test_the_cell_that_ended_a_process_is_kept_with_its_run() -> None:
    """And what a notebook says of itself is not taken for it."""
    ran, again = (new_notebook(cells=[new_code_cell("a"), new_code_cell("b")]) for _ in range(2))
    ran.metadata[TIER] = "walls"
    ran.cells[0].metadata[ENDED] = again.cells[1].metadata[ENDED] = True
    _put_back(again, _taken_out(ran))

    assert [cell.metadata.get(ENDED) for cell in again.cells] == [True, None]


def test_an_endless_cell_is_interrupted_and_the_rest_goes_on(run: Any) -> None:
    """One cell costs its own limit."""
    notebook, evidence = run("while True: pass", PLOT, timeout=2)

    assert [output.ename for output in notebook.cells[0].outputs if output.output_type == "error"]
    assert outcomes(evidence) == ["answer", "answer"]


def test_a_cell_that_draws_without_end_costs_nothing_else(run: Any) -> None:
    """What it drew is rendered after the interrupt, which may take its time; the process goes on."""
    drawing = """
import time
figure, axes = plt.subplots()
while True:
    axes.imshow([[0, 1], [1, 0]])
    time.sleep(0.02)
"""
    _, evidence = run(PLOT, drawing, timeout=8, grace_seconds=15)

    assert outcomes(evidence) == ["answer", "answer"]


def test_a_process_that_will_not_be_interrupted_is_ended(run: Any) -> None:
    """Catching the interrupt buys nothing."""
    stubborn = "import time\nwhile True:\n    try:\n        time.sleep(9)\n    except KeyboardInterrupt: pass"
    _, evidence = run(PLOT, stubborn, timeout=2, grace_seconds=1)

    assert outcomes(evidence) == ["ended", "ended"]


def test_an_endless_call_is_late_and_tried_once(run: Any) -> None:
    """A function that never returns costs one call's limit."""
    _, evidence = run("def plot_t5(table):\n    while True: pass", call_seconds=1)

    assert outcomes(evidence) == ["late", "late"]


def test_a_call_that_ends_the_process_has_no_answer(run: Any) -> None:
    """Leaving during a hidden case is no way out."""
    _, evidence = run("import os\ndef plot_t5(table):\n    os._exit(0)")

    assert outcomes(evidence) == ["ended", "ended"]


def test_a_collector_that_is_kept_from_starting_has_no_answers(run: Any) -> None:
    """Rewriting what the kernel runs silences only oneself."""
    silence = "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'])"
    _, evidence = run(PLOT, silence, grace_seconds=1)

    assert outcomes(evidence) == ["ended", "ended"]


def test_bytes_sent_before_anything_was_asked_are_no_answer(run: Any) -> None:
    """A forged reply on the channel that a process inherits ends its evidence."""
    forge = """
import os, stat
for number in range(3, 256):
    try:
        if stat.S_ISSOCK(os.fstat(number).st_mode):
            os.write(number, b"x" * 64)
    except OSError:
        pass
"""
    _, evidence = run(PLOT, forge, grace_seconds=1)

    assert "answer" not in outcomes(evidence)


def test_the_process_knows_nothing_of_the_course(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """No token, no word about grading, and not the course's folder: an allow-list."""
    monkeypatch.setenv("CANVAS_API_TOKEN", "secret")
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    notebook, _ = run("import os; print(sorted(os.environ), os.getcwd())", challenges=())

    assert "HF_HUB_CACHE" in stdout(notebook.cells[0])
    assert not any(word in stdout(notebook.cells[0]) for word in ("CANVAS", "NBGRADER", "handed_in"))


def test_blank_cells_cost_nothing_between_others(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process has a clock, and what it could tell by theirs is in no digest."""
    count = ExecuteAndJudge._run_cell
    ran: list[str] = []

    def counted(runner: ExecuteAndJudge, *given: Any) -> bool:
        ran.append(given[-1])
        return count(runner, *given)

    monkeypatch.setattr(ExecuteAndJudge, "_run_cell", counted)
    notebook, _ = run("a = 1", *[" \n"] * 300, "print(a)", challenges=())

    assert ran == ["a = 1", "print(a)"]
    assert stdout(notebook.cells[-1]) == "1\n"


def test_lines_of_blank_cells_are_not_looked_through(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """That is done between the first call and the second."""
    seen: list[Any] = []
    collect = Assessor.collect

    def looked(*given: Any, sources: Any) -> Any:
        seen.extend(sources)
        return collect(*given, sources=sources)

    monkeypatch.setattr(Assessor, "collect", looked)
    run(PLOT, "\n" * 1000, "a = 1")

    assert seen == [PLOT, "a = 1"]


def test_all_calls_together_have_a_budget(run: Any) -> None:
    """Right answers that each come just in time hold nobody up for an hour: the rest is late."""
    slow = PLOT.replace("figure, axes", "import time; time.sleep(1.2)\n    figure, axes")
    _, evidence = run(slow, calls_seconds=1.8)
    _, patient = run(slow, calls_seconds=30)

    assert outcomes(evidence) == ["answer", "late"]
    assert outcomes(patient) == ["answer", "answer"]


def test_no_call_is_made_when_their_time_is_up(run: Any) -> None:
    """Also where the last call was just in time."""
    _, evidence = run(PLOT, calls_seconds=0)

    assert outcomes(evidence) == ["late", "late"]


@pytest.mark.parametrize("roles", [({}, TEST), (TEST, {}), (TEST, {**TEST, "grade_id": "h"})])
def test_what_is_kept_of_a_test_lies_on_that_test(course: Path, roles: tuple[Any, Any]) -> None:
    """Where others' cells of the same programs are other cells of the course, nothing of theirs counts."""
    runner = ExecuteAndJudge(config=this_course(), root=str(course))

    def graded(*roles: Any) -> list[Any]:
        cells = [
            new_code_cell("import os; os._exit(0)"),
            *(new_code_cell("assert double(2) == 4") for _ in roles),
        ]
        for cell, told in zip(cells[1:], roles, strict=True):
            cell.metadata = from_dict({"nbgrader": told} if told else {})
        folder = course / "handed_in"
        folder.mkdir(exist_ok=True)
        told = {"assignment": "hw", "student": "ada", "notebook": "p"}
        resources = {"metadata": {"path": str(folder)}, "nbgrader": told}
        book = new_notebook(
            cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        )
        runner.preprocess(book, resources)
        return book.cells[1:]

    graded({**TEST, "points": 1}, TEST)
    graded(TEST, {**TEST, "solution": True, "grade_id": "h"})
    for cell, told in zip(graded(*roles), roles, strict=True):
        assert (RECORD in cell.metadata) == bool(told)
        assert not told or determine_grade(cell) == (0, 3)


@pytest.mark.parametrize("waited", [[], ["p"], ["q", "p/c"]])
def test_what_cannot_be_judged_waits_once(
    monkeypatch: pytest.MonkeyPatch, course: Path, waited: list[str]
) -> None:
    """Who ends the judge by choice waits in no later attempt, and reads why."""

    def stop(*_: Any) -> None:
        raise JudgementStopped("`c` could not be judged")

    monkeypatch.setattr(ExecuteAndJudge, "_grade", stop)
    cell = new_code_cell("assert True", metadata={"nbgrader": TEST})
    runner = ExecuteAndJudge(config=this_course(), root=str(course), waited=waited)
    runner.preprocess(new_notebook(cells=[cell]), {"nbgrader": {"notebook": "p"}})
    record = read_record(cell)

    assert record
    assert record.ungraded
    assert bool(record.pending) == (waited != ["p"])
    assert record.ungraded.because is Because.STOPPED
    assert (STOPPED_AGAIN in record.ungraded.reason) == (waited == ["p"])
    assert determine_grade(cell) == (0, 3)


def test_a_test_without_a_result_is_loud(monkeypatch: pytest.MonkeyPatch, course: Path) -> None:
    """It gives nothing and waits for a person: nbgrader takes silence for full marks."""
    cell = new_code_cell("assert True", metadata={"nbgrader": TEST, RECORD: {"pending": "a doubt"}})
    monkeypatch.setattr(ExecuteAndJudge, "_grade", lambda *_: None)
    runner = ExecuteAndJudge(config=this_course(), root=str(course))
    notebook, _ = runner.preprocess(new_notebook(cells=[cell]), {})

    assert read_record(notebook.cells[0]) == GradeRecord(ungraded=NO_RESULT)
    assert determine_grade(notebook.cells[0]) == (0, 3)


def test_a_notebook_has_a_budget_of_its_own(run: Any) -> None:
    """Many slow cells together cost no more than the notebook's limit."""
    notebook, _ = run(*["import time; time.sleep(1.5)"] * 6, challenges=(), notebook_seconds=3)

    assert stdout(notebook.cells[-1]) == NOT_RUN


def test_without_execution_nothing_is_graded() -> None:
    """`--no-execute` is 0 and pending: silence scores zero."""
    told = {"grade": True, "solution": False, "locked": True, "points": 3, "grade_id": "g"}
    cell = new_code_cell(
        '### BEGIN HIDDEN TESTS\ngrade("plot_t5")\n### END HIDDEN TESTS', metadata={"nbgrader": told}
    )
    ExecuteAndJudge(enabled=False)(new_notebook(cells=[cell]), {})

    assert read_record(cell) == GradeRecord(ungraded=Ungraded(reason="the notebook was not executed"))


HANGS = """
    import time
    while True:
        try:
            time.sleep(600)
        except BaseException:
            pass"""
ENDS = """
def causal_mask(n):
    import os
    os._exit(0)
def estimate_memory(parameters, *arguments):
    return {"weights": 4, "gradients": 0, "optimizer": 0, "total": 4}
"""


@pytest.mark.parametrize(("end", "told"), [("\n    import os\n    os._exit(0)", "ended"), (HANGS, "late")])
@pytest.mark.parametrize("order", [("causal_mask", "estimate_memory"), ("estimate_memory", "causal_mask")])
def test_an_example_that_ends_the_process_costs_its_own_challenge(
    order: tuple[str, ...], end: str, told: str, course: Path
) -> None:
    """The others are asked in another process, before it or after it in the notebook; so where we end it."""
    runner = ExecuteAndJudge(config=this_course(), root=str(course), call_seconds=4, grace_seconds=1)
    code = ENDS.replace("\n    import os\n    os._exit(0)", end)
    notebook = new_notebook(cells=[new_code_cell(code), new_code_cell("1 + 1")])
    folder = course / "handed_in"
    folder.mkdir()
    evidence = runner.run(notebook, {"metadata": {"path": str(folder)}}, order)

    assert list(evidence) == list(order)
    assert set(outcomes(evidence["causal_mask"])) == {told}
    assert set(outcomes(evidence["estimate_memory"])) == {"answer"}
    assert len(notebook.cells[1].outputs) == 1


def test_each_example_that_ends_the_process_costs_its_own_challenge(course: Path) -> None:
    """Also if two do: the third is asked all the same."""
    runner = ExecuteAndJudge(config=this_course(), root=str(course), call_seconds=4, grace_seconds=1)
    code = ENDS + "\ndef plot_t5(table):\n    import os\n    os._exit(0)"
    folder = course / "handed_in"
    folder.mkdir()
    told = {"metadata": {"path": str(folder)}}
    evidence = runner.run(
        new_notebook(cells=[new_code_cell(code)]), told, ("causal_mask", "plot_t5", "estimate_memory")
    )

    assert set(outcomes(evidence["causal_mask"])) == set(outcomes(evidence["plot_t5"])) == {"ended"}
    assert set(outcomes(evidence["estimate_memory"])) == {"answer"}


@pytest.mark.parametrize("end", ["os._exit(0)", "bytearray(8 << 30)", "ctypes.string_at(0)"])
def test_a_hidden_case_that_ends_the_process_costs_its_own_challenge(end: str, course: Path) -> None:
    """What was answered before stays, and what would have been asked later is asked."""
    runner = ExecuteAndJudge(config=this_course(), root=str(course), call_seconds=4, grace_seconds=1)
    later = f"    N.append(n)\n    return N if len(N) < 3 else {end}"
    again = f"import ctypes, os\nN = []\ndef causal_mask(n):\n{later}"
    folder = course / "handed_in"
    folder.mkdir()
    told = {"metadata": {"path": str(folder)}}
    evidence = runner.run(
        new_notebook(cells=[new_code_cell(ENDS), new_code_cell(again)]),
        told,
        ("plot_t5", "causal_mask", "estimate_memory"),
    )

    assert outcomes(evidence["causal_mask"])[0] == "answer"
    assert set(outcomes(evidence["causal_mask"])[2:]) <= {"ended", "raised", "late"}
    assert set(outcomes(evidence["plot_t5"])) == {"missing"}
    assert set(outcomes(evidence["estimate_memory"])) == {"answer"}


def test_a_run_that_would_be_cut_short_is_not_begun(run: Any) -> None:
    """Whoever ends the process while an example is asked keeps what the first run gave."""
    run("1 + 1")  # the server starts
    slow = "import time; time.sleep(7); print('done')"
    notebook, evidence = run(
        slow, ENDS, PLOT, challenges=("causal_mask", "plot_t5"), timeout=9, notebook_seconds=10
    )

    assert stdout(notebook.cells[0]) == "done\n"
    assert set(outcomes(evidence)) == {"ended"}
