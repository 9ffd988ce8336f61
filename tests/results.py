"""Results as grading leaves them, without any grading."""

from typing import Any

from nbverdict.judging.verdict import CheckStatus, CheckVerdict, Diagnosis, Verdict
from nbverdict.notebook.record import GradeRecord, Ungraded
from nbverdict.notebook.results import CellResult


def result(cell: str = "c", *, earned: float = 0.0, worth: float = 3.0, **more: Any) -> CellResult:
    """Return the result of a cell: of `record`, or of what is told of one."""
    about = {"student": "ada", "notebook": "p", "automatic": True}
    about |= {name: more.pop(name) for name in list(more) if name in about}
    record = more.pop("record", None) or GradeRecord(points=earned, **more)
    return CellResult(cell=cell, worth=worth, record=record, **about)


def ungraded(reason: str = "no such file", **more: Any) -> GradeRecord:
    """Return what is found of a cell that nobody could grade."""
    return GradeRecord(ungraded=Ungraded(reason=reason, **more))


def judged(
    status: CheckStatus = CheckStatus.WRONG,
    *,
    challenge: str = "c",
    earned: float = 0.0,
    form: float = 1.0,
    sentence: str = "no",
    mistakes: tuple[str, ...] = (),
    **of_check: Any,
) -> GradeRecord:
    """Return what is found of a challenge of two points for values and one for form, which passed."""
    checks = (
        CheckVerdict("values", "The values are right", 2.0, earned, status, sentence, **of_check),
        CheckVerdict("form", "It has a form", 1.0, form, CheckStatus.PASSED),
    )
    known = tuple(Diagnosis(name, "", "", ("values",), whole=True) for name in mistakes)
    return GradeRecord(points=earned + form, verdict=Verdict(challenge, checks, known))
