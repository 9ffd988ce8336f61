"""docs/tolerances.md: what was measured, between its marks; the text around them is written by hand."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from graders.models.cache import PROJECT
from tools.calibrate.measured import Honest, Measured, Near, bound, largest, tolerances, within

PAGE = PROJECT / "docs" / "tolerances.md"
BEGIN, END = "<!-- written by `python -m tools.calibrate` -->", "<!-- end -->"
ROOM = (
    10  # how many times less than the tolerance what is right deviates, and how many times more what is not
)
NEAREST = 5
PLAIN = "float32"  # what students are given, and compute in


def write_page(measured: Measured, path: Path = PAGE) -> None:
    """Put what was measured between its marks in the page."""
    before, _, rest = path.read_text("utf-8").partition(BEGIN)
    figures = "\n".join(_lines(measured))
    path.write_text(f"{before}{BEGIN}\n\n{figures}\n\n{END}{rest.partition(END)[2]}", "utf-8")


def _lines(measured: Measured) -> Iterator[str]:
    yield f"{measured.draws} draws on {datetime.now(UTC).date()}: {measured.machine}."
    if measured.left_out:
        yield measured.left_out
    for name, tolerance in tolerances().items():
        kind = "relative" if tolerance.relative else "absolute"
        yield from ("", f"## `{name}`: {kind}, {bound(tolerance):g}", "")
        yield from (f"- {sentence}" for sentence in _sentences(measured, name))
        yield from ("", *_honest_table(measured.kinds(name), bound(tolerance)))
        yield from ("", *_near_table(measured.nearest(name)[:NEAREST], bound(tolerance)))


def _sentences(measured: Measured, name: str) -> Iterator[str]:
    """Yield what is accepted, what is seen, and where there is less room than there should be."""
    allowed = bound(tolerances()[name])
    kinds = measured.kinds(name)
    seen = [row for row in measured.nearest(name) if not row.within(allowed)]
    yield _plain(kinds, allowed)
    if seen:
        yield (
            f"The nearest mistake that is always seen is {_named(seen[0])}: it deviates by "
            f"{seen[0].nearest:.2g}, {times(seen[0].nearest / allowed)} times the tolerance."
        )
        yield from _room([rows for rows in kinds if largest(rows) <= allowed], seen[0].nearest, allowed)
    yield from _refused([rows for rows in kinds if largest(rows) > allowed], allowed)
    yield from _missed(measured.missed(name), allowed)
    for row in measured.unseen(name):
        yield f"{_named(row)} changes no value that is compared, in any case."


def _plain(kinds: Sequence[Sequence[Honest]], allowed: float) -> str:
    """Say how much room is left to what students compute in."""
    worst = max(largest(rows) for rows in kinds if rows[0].kind == PLAIN)
    return f"`{PLAIN}` deviates by up to {worst:.2g}, {times(allowed / worst)} times less than the tolerance."


def _room(accepted: Sequence[Sequence[Honest]], mistake: float, allowed: float) -> Iterator[str]:
    """Yield what has less room than it should, and whether another tolerance would leave it."""
    near = [rows for rows in accepted if largest(rows) * ROOM > allowed]
    if near:
        told = "; ".join(f"{rows[0].what}, {times(allowed / largest(rows))}" for rows in near)
        yield f"Accepted with less than a factor of {ROOM} to spare: {told}."
    low, high = largest(accepted[-1]) * ROOM, mistake / ROOM
    if low <= allowed <= high:
        return
    if low <= high:
        yield f"A tolerance between {low:.2g} and {high:.2g} would leave a factor of {ROOM} on both sides."
    else:
        yield (
            f"No tolerance leaves a factor of {ROOM} on both sides of all that is accepted: between "
            f"{accepted[-1][0].what} and that mistake lies a factor of {times(mistake * ROOM / low)}."
        )


def _refused(kinds: Sequence[Sequence[Honest]], allowed: float) -> Iterator[str]:
    """Yield which honest computations are not accepted, or not always."""
    for kind in dict.fromkeys(rows[0].kind for rows in kinds):
        own = [rows for rows in kinds if rows[0].kind == kind]
        often = "not always accepted" if any(within(rows, allowed) for rows in own) else "not accepted"
        yield f"`{kind}` is {often}: {'; '.join(_beyond(rows, allowed) for rows in own)}."


def _beyond(rows: Sequence[Honest], allowed: float) -> str:
    right = f"{within(rows, allowed)} of {len(rows)} runs are within"
    return f"{rows[0].compared} deviate by up to {largest(rows):.2g} ({right})"


def _missed(rows: Sequence[Near], allowed: float) -> Iterator[str]:
    """Yield which mistakes are taken for right, over all checks that compare them."""
    for name in dict.fromkeys(_named(row) for row in rows):
        own = [row for row in rows if _named(row) == name]
        missed, cases = sum(row.within(allowed) for row in own), sum(len(row.deviations) for row in own)
        yield f"{name} is taken for right in {missed} of {cases} cases, where it is within the tolerance."


def _named(row: Near) -> str:
    return f"`{row.mistake}`{f' ({row.way})' if row.way else ''} of `{row.challenge}`"


def times(ratio: float) -> str:
    """Return a ratio in two digits."""
    return f"{ratio:.2g}" if ratio < 100 else f"{float(f'{ratio:.2g}'):,.0f}"


def _honest_table(kinds: Sequence[Sequence[Honest]], allowed: float) -> Iterator[str]:
    yield from (
        "| honest | compared | largest deviation | in | runs within |",
        "| --- | --- | --- | --- | --- |",
    )
    for rows in kinds:
        worst = max(rows, key=lambda row: row.deviation)
        yield (
            f"| {worst.kind} | {worst.compared} | {worst.deviation:.2g} | {worst.how}; {worst.case} "
            f"| {within(rows, allowed)} of {len(rows)} |"
        )


def _near_table(near: Sequence[Near], allowed: float) -> Iterator[str]:
    yield from (
        "| nearest mistakes | of | check | nearest | times the tolerance | cases beyond |",
        "| --- | --- | --- | --- | --- | --- |",
    )
    for row in near:
        beyond = len(row.deviations) - row.within(allowed)
        yield (
            f"| {row.what} | {row.challenge} | {row.check} | {row.nearest:.2g} "
            f"| {times(row.nearest / allowed)} | {beyond} of {len(row.deviations)} |"
        )
