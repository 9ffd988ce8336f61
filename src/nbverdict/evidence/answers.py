"""What a check reads: a student's answers to one case, or the reason why there are none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from nbverdict.compare.data import Cell, Other, Table, Unread, Value
from nbverdict.compare.difference import Wrong
from nbverdict.compare.panels import Figure
from nbverdict.compare.values import as_array, as_cells, as_record, as_text, plain
from nbverdict.errors import StaffError
from nbverdict.evidence.cases import Case, Given, Method, Question
from nbverdict.evidence.decode import Call, CallOutcome
from nbverdict.sandbox.ends import Cause, told_of_a_call
from nbverdict.text.quoted import named, one_line, quoted

MISSING = "is not defined when the notebook has run"
DATA = "plain data: numbers, texts, lists, dictionaries, arrays or tables"
LATE, ENDED = "did not return in time", "gave no answer: your notebook's process ended"
MOST_TOLD = 400  # characters of a call's details for staff
STOPPED = "KeyboardInterrupt"  # what a call raises after its timeout
STUB_RAISES = NotImplementedError.__name__  # nbgrader's stub stands in place of a solution
COMMON = frozenset(  # the only exception names that a hidden case may show
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


Read = TypeVar("Read")


class Unanswered(Wrong):
    """No answer came before the timeout or the end of the process; attributes say which, and why it ended."""

    def __init__(self, wrong: Wrong, outcome: CallOutcome, cause: Cause = Cause.UNKNOWN) -> None:
        super().__init__(str(wrong), staff=wrong.staff, anywhere=wrong.anywhere)
        self.outcome, self.cause = outcome, cause


@dataclass(frozen=True)
class Answers:
    """The answers to one case: to each call and each question."""

    case: Case
    calls: tuple[Call, ...]
    label: str = ""  # its name in a message, if not the function's

    @property
    def value(self) -> Any:
        """Return the value of the first call as a Python object: see `compare.values.plain`.

        Raises:
            Wrong: the value is a figure, or of a type that is not data.
            Unread: the value could not be read.
        """
        read = plain(self._value(DATA))
        if isinstance(read, Other):
            raise self._another(self.calls[0], DATA)
        return read

    @property
    def number(self) -> float:
        """Return the number of the first call, or raise `Wrong` or `Unread`."""
        read = plain(self._value("a number"))
        if isinstance(read, bool) or not isinstance(read, int | float):
            raise self._another(self.calls[0], "a number")
        return read

    @property
    def text(self) -> str:
        """Return the text of the first call, or raise `Wrong` or `Unread`."""
        return self._as(as_text, "a text")

    @property
    def array(self) -> np.ndarray:
        """Return the array of the first call, of any dimension, or raise `Wrong` or `Unread`."""
        return self._as(as_array, "an array of numbers")

    @property
    def matrix(self) -> np.ndarray:
        """Return the two-dimensional array of the first call, or raise `Wrong` or `Unread`."""
        return self._as(_as_matrix, "an array or a tensor of two dimensions")

    @property
    def values(self) -> tuple[Cell, ...]:
        """Return the items of a tuple, a list or a vector, or raise `Wrong` or `Unread`."""
        return self._as(as_cells, "a tuple or a list")

    @property
    def record(self) -> Mapping[str, Cell]:
        """Return the dictionary of the first call, or raise `Wrong` or `Unread`."""
        return self._as(as_record, "the dictionary")

    @property
    def table(self) -> Table:
        """Return the table of the first call, or raise `Wrong` or `Unread`."""
        return self._as(lambda value: value if isinstance(value, Table) else None, "the DataFrame")

    @property
    def figure(self) -> Figure:
        """Return the figure of the first call, or raise `Wrong` or `Unread`."""
        return self.figures[0]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Return the figures of all calls, or raise `Wrong` or `Unread`."""
        return tuple(self._figure(call) for call in self.calls[: self.case.calls])

    @property
    def printed(self) -> str:
        """Return what the first call printed, or raise `Wrong` or `Unread`."""
        return self._answered(self.calls[0]).printed

    @property
    def raised(self) -> str:
        """Return the name of the exception that the first call raised; nothing if it returned something.

        Only names of Python's built-in exceptions are known.
        """
        call = self.calls[0]
        if call.outcome is CallOutcome.RAISED and call.exception != STOPPED:
            return call.exception
        self._answered(call)
        return ""

    @property
    def again(self) -> "Answers":
        """Return the answer to the second call.

        Raises:
            StaffError: the case has no second call.
        """
        if not self.case.again:
            raise StaffError(
                f"the case `{self.case.name}` has no second call", hint="give it `again=[...]`, its arguments"
            )
        return Answers(self.case, self.calls[1:2], self.label)

    @property
    def then(self) -> tuple["Answers", ...]:
        """Return the answers to the questions of the case, in their order."""
        asked = zip(self.case.then, self.calls[self.case.calls :], strict=True)
        returned = self.calls[0].outcome is CallOutcome.ANSWER  # else there is no object to ask
        return tuple(
            Answers(self.case, (call,), self._name_of(question) if returned else "")
            for question, call in asked
        )

    def _name_of(self, question: Question) -> str:
        call = "()" if isinstance(question, Method) else ""
        return (
            question.name if isinstance(question, Given) else f"{self.case.function}(…).{question.name}{call}"
        )

    def _value(self, wanted: str) -> Value:
        call = self._answered(self.calls[0])
        if not call.has_value:
            raise self._another(call, wanted)
        return call.value

    def _as(self, read: Callable[[Value], Read | None], wanted: str) -> Read:
        """Return the value of the first call in a form, or raise `Wrong` if it has another."""
        found = read(self._value(wanted))
        if found is None:
            raise self._another(self.calls[0], wanted)
        return found

    def _figure(self, call: Call) -> Figure:
        figure = self._answered(call).figure
        if figure is None:
            raise self._another(call, "the figure that matplotlib drew")
        return figure

    def _answered(self, call: Call) -> Call:
        """Return a call that gave an answer; raise `Wrong` or `Unread` if it gave none."""
        match call.outcome:
            case CallOutcome.ANSWER:
                return call
            case CallOutcome.UNREAD:
                raise Unread(one_line(call.detail, most=MOST_TOLD))
            case CallOutcome.RAISED:
                raise self._raised(call)
            case CallOutcome.MISSING:
                raise self._wrong("is not there" if self.label else MISSING)
            case CallOutcome.LATE:
                raise Unanswered(self._wrong(LATE), CallOutcome.LATE)
            case CallOutcome.ENDED:
                wrong = self._wrong(f"{ENDED}{told_of_a_call(call.cause)}", detail=call.detail)
                raise Unanswered(wrong, CallOutcome.ENDED, call.cause)
            case CallOutcome.CLOSED:
                raise self._wrong("gave no answer: your notebook closed the line through which it is asked")
            case CallOutcome.UNDECODABLE:
                raise self._wrong("returned something too large or too strange to read", detail=call.detail)

    def _raised(self, call: Call) -> Wrong:
        """Return the `Wrong` for an exception; a hidden case shows no line, and only common names."""
        at = f" at your line {quoted(call.line)}" if call.line else ""
        if call.exception == STOPPED:
            return Unanswered(self._wrong(f"{LATE}: it was stopped{at}", anywhere=LATE), CallOutcome.LATE)
        if call.exception == STUB_RAISES:
            what = f"is not written yet: it raises {STUB_RAISES}"
            return self._wrong(what, anywhere="raised an error", mistake="not_written_yet")
        name = call.exception if call.exception in COMMON else "an error"
        return self._wrong(f"raised {named(call.exception)}{at}", anywhere=f"raised {name}")

    def _another(self, call: Call, wanted: str) -> Wrong:
        """Return the `Wrong` for an answer of the wrong type; a hidden case does not name that type."""
        messages = [f"returned {_a(kind)}: return {wanted}" for kind in (call.type, "")]
        return self._wrong(messages[0], anywhere=messages[1], mistake="another_type")

    def _wrong(self, what: str, *, anywhere: str = "", detail: str = "", mistake: str = "") -> Wrong:
        """Return the `Wrong` with the sentence `what`; on a hidden case the student reads `anywhere` instead.

        Code can encode its input in whatever it chooses: a line, a type, a rare exception.
        """
        name = f"`{self.label or self.case.function}`"
        staff = (one_line(detail, most=MOST_TOLD),) if detail else ()
        return Wrong(f"{name} {what}", staff=staff, anywhere=f"{name} {anywhere or what}", mistake=mistake)


def _a(kind: str) -> str:
    return "nothing" if kind == "NoneType" else f"a {quoted(kind)}" if kind else "an object of another kind"


def _as_matrix(value: Value) -> np.ndarray | None:
    array = as_array(value)
    return array if array is not None and array.ndim == 2 else None
