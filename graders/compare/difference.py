"""What a comparison yields, and how it is told to staff and to students."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Difference:
    """Where an answer differs, how often, and one example.

    `got` and `expected` are short texts. A student is never shown `expected`.
    """

    where: str
    what: str
    got: str = ""
    expected: str = ""

    def for_student(self) -> str:
        """Return one sentence that holds nothing but what the student's own answer holds."""
        return f"{self.where}: {self.what}" + (f"; yours is {self.got}" if self.got else "")

    def for_staff(self) -> str:
        """Return one line with the expected value."""
        return f"{self.where}: {self.what}: expected {self.expected or '-'}, got {self.got or '-'}"


class Wrong(AssertionError):  # noqa: N818 - the name of a verdict, not of an error
    """The student's answer is wrong. Raised by checks and by what reads evidence.

    The sentence is the student's, and may hold his own values on the shown example; `staff` is for staff.
    """

    def __init__(self, sentence: str, *, staff: tuple[str, ...] = (), anywhere: str = "") -> None:
        """Keep the sentence, staff's lines, and `anywhere`: a sentence that a hidden case may show too."""
        super().__init__(sentence)
        self.staff = staff
        self.anywhere = anywhere


@dataclass(frozen=True)
class Differences:
    """All differences between an answer and what was expected."""

    found: tuple[Difference, ...] = field(default=())

    def raise_if_any(self, *, hint: str = "") -> None:
        """Raise `Wrong` with the first difference, unless there is none."""
        if not self.found:
            return
        first, *others = self.found
        more = f" (and {len(others)} more)" if others else ""
        sentence = first.for_student() + more + (f". {hint}" if hint else "")
        raise Wrong(sentence, staff=tuple(d.for_staff() for d in self.found[:3]), anywhere=hint)
