"""A plain test, without a challenge: what it returned, and why it did not pass."""

import ast
import builtins
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nbconvert.filters import strip_ansi
from nbformat import NotebookNode

from nbverdict.evidence.answers import STUB_RAISES
from nbverdict.notebook.cells import is_stub, syntax
from nbverdict.notebook.submission import hidden_numbers
from nbverdict.text.expressions import Expression

ARROW = Expression(r"(?m)^-+> *([0-9]+) ?(.*)$")  # IPython's, before the line that raised
FRAME = Expression(r"(?m)^(?:Cell (In ?\[[0-9]+\])|File )")  # IPython's, before each part of a traceback
# such as np.float64(1.5), tensor(2.), Decimal('1.5') or Fraction(1, 2)
WRAPPED = Expression(
    r"(?:np\.|numpy\.)?[A-Za-z]+[0-9]*\('?([-+0-9.e]+(?:, ?[0-9]+)?)'?(?:, dtype=[a-z0-9.]+)?\)"
)
UNDEFINED = Expression(r"name '([^']+)' is not defined")
HANDLED = Expression(r"(?m)^([A-Za-z_][A-Za-z0-9_.]*)(?:: (.*))?\n+During handling of the above exception, ")
PLACE = Expression(r" ?\((?:[^(),]*, )?(line [0-9]+)\)$")  # at the end of a SyntaxError
STOPPED = ("CellTimeoutError", "KeyboardInterrupt")
ENDLESS = "did not end in time: look for a loop that never ends"
ASKED = "`input()` asks, and nobody answers when it is graded: take it out"
OPEN = f"nothing is written there yet: it raises {STUB_RAISES}"
UNWRITTEN = "nothing is written in your cell yet"
PLACEHOLDER = Expression(r"\{[^{}]*\}|%[-+ #0-9.]*[a-zA-Z]")  # of a value in a message
LONGEST, MOST_WORDS = 300, 2  # characters of a reason, words of a value in it
UNSEEN = "a test that you cannot see does not hold"
RAISED = "your code raises {} in a test that you cannot see"
ROUNDING = 1e-9  # of a cell's points: what partial credit may exceed them by, as sums of tenths do


@dataclass(frozen=True)
class Failure:
    """Why a plain test failed: the sentence that its student reads, and the line, unless that is hidden."""

    sentence: str
    line: str = ""
    kind: str = ""  # the class of the error
    missing: str = ""  # the name that is not defined
    staff: str = ""  # what a hidden line raised

    @property
    def shown(self) -> str:
        """Return the text that stands on a page instead of the traceback."""
        return "\n".join(filter(None, (self.line, self.sentence))) + "\n"


def returned(outputs: list[NotebookNode]) -> float | None:
    """Return the number that nbgrader reads from a test's outputs, or None if it gives all points or none."""
    ended = next((one for one in outputs if one.output_type in ("error", "execute_result")), None)
    return None if ended is None else number_in(str(ended.get("data", {}).get("text/plain", "")))


def number_in(text: str) -> float | None:
    """Return the number that a value's text shows: a plain one, or one of numpy, torch or the like."""
    found = WRAPPED.fullmatch(text.strip())
    number, _, parts = (found[1] if found else text).partition(",")
    try:
        return float(number) / float(parts or 1) if found else float(text)
    except (ValueError, ZeroDivisionError):
        return None


def exceeds(claim: float | None, worth: float) -> bool:
    """Return whether a test returned more than its cell is worth, rounding aside."""
    return claim is not None and claim > worth + max(worth, 1.0) * ROUNDING


def is_nonsense(claim: float | None) -> bool:
    """Return whether a test returned a number that cannot be points, at which nbgrader gives all or stops."""
    return claim is not None and (not math.isfinite(claim) or claim < 0)


def failure_of(source: str, outputs: list[NotebookNode]) -> Failure | None:
    """Return why a test failed, or None if it raised nothing; nothing hidden is in it."""
    error = next((one for one in outputs if one.output_type == "error"), None)
    if error is None:
        return None
    number, line = _raised_at(source, error)
    hidden = hidden_numbers(source)
    told = _told(error, cause=not hidden)
    if number in hidden or (number is None and hidden):
        sentence = _unseen(source, number, str(error.get("ename", "")))
        return Failure(sentence, kind=told[0], staff=_for_staff(line, error))
    is_claim = told[0] == AssertionError.__name__ and told[1]
    if is_claim and (_is_raised_below(error) or not _is_authors(source, told[1])):
        fails = "raises AssertionError" if _is_raised_below(error) else "does not hold"
        return Failure(f"`{line}` {fails}: {_quoted(told[1])}"[:LONGEST], line)
    missing = UNDEFINED.search(told[1]) if told[0] == NameError.__name__ else None
    return Failure(_seen(line, *told)[:LONGEST], line, told[0], missing[1] if missing else "")


def _for_staff(line: str, error: NotebookNode) -> str:
    """Return what a hidden line raised."""
    said = _seen(line, *_told(error))
    return (said if not line or line in said else f"`{line}` raises {said}")[:LONGEST]


def first_cause(failure: Failure, earlier: Sequence[NotebookNode]) -> Failure:
    """Return why a name is missing: the student's cell that should have defined it raised before.

    `earlier` are the student's cells before the test.
    """
    if not failure.line and failure.kind == NameError.__name__:
        return _after_a_stop(failure, earlier)
    if not failure.missing or not failure.line:
        return failure
    name = f"`{failure.missing}` is not defined"
    stops = (_stop_of(cell) for cell in earlier if failure.missing in cell.source)
    if stop := next(filter(None, stops), ""):
        return Failure(f"{name}, for {stop}"[:LONGEST], failure.line)
    answers = [cell for cell in earlier if cell.metadata.get("nbgrader", {}).get("solution")]
    if answers and is_stub(answers[-1].source):
        return Failure(f"{name}: nothing is written in the answer above", failure.line)
    return failure


def _after_a_stop(failure: Failure, earlier: Sequence[NotebookNode]) -> Failure:
    """Return that a cell stopped before a name was missing in a hidden line, without that name."""
    stop = next(filter(None, map(_stop_of, earlier)), "")
    return replace(failure, sentence=f"{failure.sentence}; {stop}"[:LONGEST]) if stop else failure


def _stop_of(cell: NotebookNode) -> str:
    """Return where and why a student's cell stopped, or nothing."""
    raised = next((one for one in cell.get("outputs", ()) if one.output_type == "error"), None)
    if raised is None:
        return ""
    _, line = _raised_at(cell.source, raised)
    kind, message = _told(raised)
    if kind == STUB_RAISES and not message:
        return UNWRITTEN
    why = _seen(line, kind, message)
    at = f" at `{line}`" if line and line not in why else ""
    return f"your cell stopped{at}: {why}"


def _is_raised_below(error: NotebookNode) -> bool:
    """Say whether an error was raised in another cell than the test, such as the student's function."""
    frames = [found[1] or "" for found in FRAME.finditer(_traceback(error))]
    return len(frames) > 1 and bool(frames[-1]) and frames[-1] != frames[0]


def _is_authors(source: str, message: str) -> bool:
    """Say whether a test's own text holds a message, or the words of it between values.

    A traceback may be forged, and code that the test runs has lines of its own.
    """
    tree = syntax(source)
    if tree is None:
        return True
    told = [node.msg for node in ast.walk(tree) if isinstance(node, ast.Assert) and node.msg]
    if any(not _words(one) and not isinstance(one, ast.Constant) for one in told):
        return not _is_sentence(_without(message, _words(tree)))  # the message is computed
    told += [arg for node in ast.walk(tree) if isinstance(node, ast.Call) for arg in node.args]
    return any(_has(message, words) for one in told if (words := _words(one)))


def _without(message: str, words: Sequence[str]) -> str:
    """Return what is left of a message without these words."""
    for word in sorted(words, key=len, reverse=True):
        message = message.replace(word, " ")
    return message


def _words(told: ast.AST) -> list[str]:
    """Return the words of an expression's texts, between the values that it puts into them."""
    texts = [one.value for one in ast.walk(told) if isinstance(one, ast.Constant)]
    parts = [part.strip() for text in texts if isinstance(text, str) for part in PLACEHOLDER.split(text)]
    return [*filter(None, parts)]


def _has(message: str, words: Sequence[str]) -> bool:
    """Say whether a message has all of these words, in their order, and between them values, not sentences.

    A value may be an object of the student's, which prints whatever it likes.
    """
    rest = message
    for word in words:
        value, found, rest = rest.partition(word)
        if not found or _is_sentence(value):
            return False
    return not _is_sentence(rest)


def _is_sentence(value: str) -> bool:
    return sum(any(map(str.isalpha, word)) for word in value.split()) > MOST_WORDS


def _quoted(message: str) -> str:
    """Return words that may be the student's, marked as such; no code of the page is made of them."""
    return '"' + " ".join(message.replace("`", "'").replace('"', "'").split()) + '"'


def _told(error: NotebookNode, *, cause: bool = True) -> tuple[str, str]:
    """Return kind and message of an error; of a bare assert in an `except`, those of what it handles."""
    kind, message = str(error.get("ename", "")), str(error.get("evalue", ""))
    bare = cause and kind == AssertionError.__name__ and not message
    handled = HANDLED.search(_traceback(error)) if bare else None
    return (handled[1], handled[2] or "") if handled else (kind, message)


def _traceback(error: NotebookNode) -> str:
    return str(strip_ansi("\n".join(map(str, error.get("traceback", ())))))


def _raised_at(source: str, error: NotebookNode) -> tuple[int | None, str]:
    """Return the number and the text of the line of a test that raised, as the traceback shows it."""
    lines = source.splitlines()
    for found in ARROW.finditer(_traceback(error)):
        number = int(found[1][:6])
        if 0 < number <= len(lines) and lines[number - 1].strip() == found[2].strip():
            return number, lines[number - 1].strip()
    return None, ""


def _seen(line: str, kind: str, message: str) -> str:
    if kind == AssertionError.__name__:
        fails = f"`{line}` does not hold" if line else "it does not hold"
        is_call = line.endswith(")") and not line.startswith("assert ")  # whose message is two values
        return f"{fails}: {message.strip()}" if message and is_call else message or fails
    if kind in STOPPED:
        return f"it {ENDLESS}"
    if kind == STUB_RAISES and not message:
        return OPEN
    if kind == "StdinNotImplementedError":
        return ASKED
    if issubclass(_own(kind), SyntaxError):
        found = PLACE.search(message)
        where = f" in {found[1]}" if found else ""
        return f"Python cannot read it{where}: {PLACE.replaced(message, lambda _: '')}"
    kind = kind if kind.isidentifier() else "an error"
    return f"{kind}: {message}" if message else kind


def _unseen(source: str, number: int | None, kind: str) -> str:
    """Return the author's own words about a hidden assert; a text with values in it is not shown."""
    if kind == AssertionError.__name__:
        return _message_at(source, number) or UNSEEN
    if kind in STOPPED:
        return f"in a test that you cannot see your code {ENDLESS}"
    return RAISED.format(kind if issubclass(_own(kind), BaseException) else "an error")


def _own(kind: str) -> type:
    """Return what Python itself calls by this name, if that is a type."""
    known = getattr(builtins, kind, None)
    return known if isinstance(known, type) else object


def _message_at(source: str, number: int | None) -> str:
    tree = syntax(source)
    for node in ast.walk(tree) if tree and number else ():
        if not (isinstance(node, ast.stmt) and node.lineno <= (number or 0) <= (node.end_lineno or 0)):
            continue
        match node:
            case ast.Assert(msg=ast.Constant(str() as message)):
                return message[:LONGEST]
            case ast.Raise(exc=ast.Call(args=[ast.Constant(str() as message)])):
                return message[:LONGEST]
    return ""
