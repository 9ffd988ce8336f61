"""A verdict as its student reads it: each check's line, points and message."""

from html import escape

from markupsafe import Markup

from nbverdict.judging.scoring import FOLLOWS
from nbverdict.judging.verdict import CheckVerdict, Status, Verdict

MARK = {Status.PASSED: "✓", Status.WRONG: "✗", Status.SKIPPED: "·", Status.UNREAD: "?", Status.BROKEN: "?"}
WORDS = {
    Status.PASSED: "passed",
    Status.WRONG: "not yet",
    Status.SKIPPED: "not judged",
    Status.UNREAD: "waits for a person: your answer could not be read; this costs you nothing",
    Status.BROKEN: "waits for a person: our check failed; this costs you nothing",
}
FOLLOWED = "≈"
STYLE = {Status.PASSED: "#1a7f37", Status.WRONG: "#b42318", Status.SKIPPED: "#6b7280"}
WAITING = "#9a6700"
MUCH = 100_000  # letters of a text in which code is looked for
CELL = "text-align:left;vertical-align:top;padding:.3em .6em;white-space:normal"


def mark(check: CheckVerdict) -> str:
    """Return the sign before a check: one that only follows from a slip was not passed, and costs nothing."""
    return FOLLOWED if check.sentence == FOLLOWS else MARK[check.status]


def listed(verdict: Verdict) -> list[CheckVerdict]:
    """Return the checks that a student reads: those worth points, and the others where they did not pass."""
    return [check for check in verdict.checks if check.worth or check.status is not Status.PASSED]


def message(check: CheckVerdict) -> str:
    """Return what a student reads beside a check."""
    return check.sentence or WORDS[check.status]


def slip(verdict: Verdict) -> str:
    """Return what a student should read first, if anything: the mistake that explains most, and its cost."""
    ideas = [diagnosis.idea for diagnosis in verdict.diagnoses if diagnosis.idea]
    lost = verdict.worth - verdict.earned
    if not ideas or not lost:
        return ""
    if not verdict.diagnoses[0].whole:
        return f"Look at this first: {ideas[0]}"
    return f"{'One slip' if len(ideas) == 1 else 'Two slips'}: \N{MINUS SIGN}{lost:g}. {' '.join(ideas)}"


def verdict_text(verdict: Verdict) -> str:
    """Return a verdict for a terminal, a line for each check."""
    lines = [f"{verdict.challenge}: {verdict.earned:g} of {verdict.worth:g} points"]
    lines += [slip(verdict)] if slip(verdict) else []
    lines += [
        f"{mark(c)} {c.earned:g}/{c.worth:g}  {c.line}\n          {message(c)}" for c in listed(verdict)
    ]
    return "\n".join(lines)


def verdict_html(verdict: Verdict) -> str:
    """Return a verdict as an HTML table without scripts; every text in it is escaped."""
    caption = f"{escape(verdict.challenge)}: {verdict.earned:g} of {verdict.worth:g} points"
    head = "".join(f'<th scope="col" style="{CELL}">{title}</th>' for title in ("Points", "Check", "Result"))
    rows = "".join(_row(check) for check in listed(verdict))
    first = f"<p><strong>{marked_up(slip(verdict))}</strong></p>" if slip(verdict) else ""
    return (
        f'{first}<table style="border-collapse:collapse;font-size:1em">'
        f'<caption style="text-align:left;font-weight:bold;padding:.3em .6em">{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(check: CheckVerdict) -> str:
    colour = STYLE.get(check.status, WAITING)
    return (
        f'<tr><td style="{CELL};white-space:nowrap">{check.earned:g} / {check.worth:g}</td>'
        f'<td style="{CELL}">{marked_up(check.line)}</td>'
        f'<td style="{CELL};color:{colour}"><span aria-hidden="true">{mark(check)}</span> '
        f"{marked_up(message(check))}</td></tr>"
    )


def marked_up(text: str) -> Markup:
    """Return escaped text in which what stands between backticks is code; not in a very long one."""
    if len(text) > MUCH:
        return Markup(escape(text))  # noqa: S704 - escaped
    parts = escape(text).split("`")
    alone = "`" + parts.pop() if len(parts) % 2 == 0 else ""
    made = (f"<code>{part}</code>" if at % 2 else part for at, part in enumerate(parts))
    return Markup("".join(made) + alone)  # noqa: S704 - escaped
