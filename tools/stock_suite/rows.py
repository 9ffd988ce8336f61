"""What two runs of the same tests say together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from tools.stock_suite.reasons import Reason
from tools.stock_suite.sides import MISSING, Outcome


@dataclass(frozen=True)
class Row:
    """One test, how it ended on both sides, and the reason if that differs."""

    test: str
    stock: str
    ours: str
    reason: str
    says: str  # where it fails with the configuration
    commands: int  # with the configuration; those in processes of their own are not counted
    configured: int
    graded: int
    graded_by_engine: int

    @property
    def alike(self) -> bool:
        """Whether the test ends the same on both sides."""
        return self.stock == self.ours


def compared(
    stock: Mapping[str, Outcome], ours: Mapping[str, Outcome], reasons: Sequence[Reason]
) -> tuple[Row, ...]:
    """Return a row for each test; a reason counts only if the failure says what it should."""
    known = {one.test: one for one in reasons}
    rows = []
    for test in {**stock, **ours}:
        nothing, reason = Outcome(test, MISSING), known.get(test)
        before, after = stock.get(test, nothing), ours.get(test, nothing)
        explained = reason and before.outcome != after.outcome and reason.says in after.why
        seen = {name: count for name, count in asdict(after).items() if isinstance(count, int)}
        rows.append(
            Row(
                test=test,
                stock=before.outcome,
                ours=after.outcome,
                reason=reason.why if reason and explained else "",
                says=after.why,
                **seen,
            )
        )
    return tuple(rows)


def figures(rows: Sequence[Row]) -> dict[str, int]:
    """Return the figures of all."""
    differ = [one for one in rows if not one.alike]
    return {
        "tests": len(rows),
        "alike": len(rows) - len(differ),
        "differ": len(differ),
        "unexplained": sum(not one.reason for one in differ),
    }


def complaints(rows: Sequence[Row], stock: Mapping[str, Outcome], reasons: Sequence[Reason]) -> Iterator[str]:
    """Yield all that makes the rows no proof: differences, reasons, and the configurations that were read."""
    for one in rows:
        if not one.alike and not one.reason:
            yield f"{one.test}: {one.stock} on stock, {one.ours} with this configuration: {one.says}"
        if MISSING in (one.stock, one.ours):
            yield f"{one.test}: it never ended"
        if one.configured != one.commands or one.graded_by_engine != one.graded:
            yield f"{one.test}: not every command read the configuration"
        if one.test in stock and (stock[one.test].configured or stock[one.test].graded_by_engine):
            yield f"{one.test}: the run on stock read the configuration"
    alike = {one.test for one in rows if one.alike}
    for reason in reasons:
        if reason.test in alike:
            yield f"{reason.test}: it has a reason, and does not differ"
