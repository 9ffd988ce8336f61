"""What a check reads: a student's answers to one case, or the reason why there are none."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nbverdict.compare.data import Cell, Figure, Table
from nbverdict.compare.difference import Wrong
from nbverdict.evidence.cases import Case
from nbverdict.evidence.decode import Call, Outcome
from nbverdict.sandbox.ends import Cause, told_of_a_call
from nbverdict.text.quoted import named, one_line, quoted

LATE, ENDED = "did not return in time", "gave no answer: your notebook's process ended"
MOST_TOLD = 400  # letters of what staff read of a call
STOPPED = "KeyboardInterrupt"  # what a call raises whose time is used up
COMMON = frozenset(  # the only names of exceptions that are told of a hidden case
    {
        "AssertionError",
        "AttributeError",
        "IndexError",
        "KeyError",
        "NameError",
        "RuntimeError",
        "TypeError",
        "ValueError",
        "ZeroDivisionError",
    }
)


class Unread(Exception):  # noqa: N818 - the name of a verdict, not of an error
    """The collector could not read what the function returned: nobody's points, a person looks."""


class Unanswered(Wrong):
    """No answer came in time, or the process ended before: which, and what ended it, are values."""

    def __init__(self, wrong: Wrong, outcome: Outcome, cause: Cause = Cause.UNKNOWN) -> None:
        super().__init__(str(wrong), staff=wrong.staff, anywhere=wrong.anywhere)
        self.outcome, self.cause = outcome, cause


@dataclass(frozen=True)
class Answers:
    """What one case brought back, a call each."""

    case: Case
    calls: tuple[Call, ...]

    @property
    def table(self) -> Table:
        """Return the table of the first call, or raise `Wrong` or `Unread`."""
        call = self._answered(self.calls[0])
        if call.table is None:
            raise self._another(call, "the DataFrame")
        return call.table

    @property
    def record(self) -> Mapping[str, Cell]:
        """Return the dictionary of the first call by key, or raise `Wrong` or `Unread`."""
        call = self._answered(self.calls[0])
        if call.record is None:
            raise self._another(call, "the dictionary")
        return dict(call.record)

    @property
    def matrix(self) -> np.ndarray:
        """Return the two-dimensional array of the first call, or raise `Wrong` or `Unread`."""
        call = self._answered(self.calls[0])
        if call.matrix is None:
            raise self._another(call, "a tensor of two dimensions")
        return call.matrix

    @property
    def values(self) -> tuple[Cell, ...]:
        """Return the values of the first call, a tuple's or a list's, or raise `Wrong` or `Unread`."""
        call = self._answered(self.calls[0])
        if call.values is None:
            raise self._another(call, "the values as a tuple")
        return call.values

    @property
    def figure(self) -> Figure:
        """Return the figure of the first call, or raise `Wrong` or `Unread`."""
        return self.figures[0]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Return the figures of all calls, or raise `Wrong` or `Unread`."""
        return tuple(self._figure(call) for call in self.calls)

    def _figure(self, call: Call) -> Figure:
        figure = self._answered(call).figure
        if figure is None:
            raise self._another(call, "the figure")
        return figure

    def _answered(self, call: Call) -> Call:
        """Return a call that gave an answer; say whose fault it is where it gave none."""
        match call.outcome:
            case Outcome.ANSWER:
                return call
            case Outcome.UNREAD:
                raise Unread(one_line(call.detail, most=MOST_TOLD))
            case Outcome.RAISED:
                raise self._raised(call)
            case Outcome.MISSING:
                raise self._wrong("is not defined when the notebook has run")
            case Outcome.LATE:
                raise Unanswered(self._wrong(LATE), Outcome.LATE)
            case Outcome.ENDED:
                wrong = self._wrong(f"{ENDED}{told_of_a_call(call.cause)}", detail=call.detail)
                raise Unanswered(wrong, Outcome.ENDED, call.cause)
            case Outcome.CLOSED:
                raise self._wrong("gave no answer: your notebook closed the line through which it is asked")
            case Outcome.UNDECODABLE:
                raise self._wrong("returned something too large or too strange to read", detail=call.detail)

    def _raised(self, call: Call) -> Wrong:
        """Return what was raised, and at which line; of a hidden case no line, and a common name only."""
        at = f" at your line {quoted(call.line)}" if call.line else ""
        if call.exception == STOPPED:
            return Unanswered(self._wrong(f"{LATE}: it was stopped{at}", anywhere=LATE), Outcome.LATE)
        name = call.exception if call.exception in COMMON else "an error"
        return self._wrong(f"raised {named(call.exception)}{at}", anywhere=f"raised {name}")

    def _another(self, call: Call, wanted: str) -> Wrong:
        """Return that something else came back than what was asked for; of a hidden case not what."""
        told = [f"returned {_a(kind)}: return {wanted}" for kind in (call.type, "")]
        return self._wrong(told[0], anywhere=told[1], mistake="another_type")

    def _wrong(self, what: str, *, anywhere: str = "", detail: str = "", mistake: str = "") -> Wrong:
        """Return the sentence `what`; of a hidden case the student reads `anywhere` in its place.

        What code chooses by its input could spell that out: a line, a type, a rare exception.
        """
        name = f"`{self.case.function}`"
        staff = (one_line(detail, most=MOST_TOLD),) if detail else ()
        return Wrong(f"{name} {what}", staff=staff, anywhere=f"{name} {anywhere or what}", mistake=mistake)


def _a(kind: str) -> str:
    return "nothing" if kind == "NoneType" else f"a {quoted(kind)}" if kind else "an object of another kind"
