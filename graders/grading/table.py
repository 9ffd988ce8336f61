"""A verdict as its student reads it: each check's line, points and message."""

from html import escape

from graders.challenges.verdicts import CheckVerdict, Status, Verdict

MARK = {Status.PASSED: "✓", Status.WRONG: "✗", Status.SKIPPED: "–", Status.UNREAD: "?", Status.BROKEN: "?"}
WORDS = {
    Status.PASSED: "passed",
    Status.WRONG: "not yet",
    Status.SKIPPED: "not judged: it needs a check above to pass first",
    Status.UNREAD: "waits for a person: your answer could not be read; this costs you nothing",
    Status.BROKEN: "waits for a person: our check failed; this costs you nothing",
}
STYLE = {Status.PASSED: "#1a7f37", Status.WRONG: "#b42318", Status.SKIPPED: "#6b7280"}
WAITING = "#9a6700"


def listed(verdict: Verdict) -> list[CheckVerdict]:
    """Return the checks that a student reads: those worth points, and the others where they did not pass."""
    return [check for check in verdict.checks if check.worth or check.status is not Status.PASSED]


def message(check: CheckVerdict) -> str:
    """Return what a student reads beside a check."""
    return check.sentence or WORDS[check.status]


def verdict_text(verdict: Verdict) -> str:
    """Return a verdict for a terminal, a line for each check."""
    lines = [f"{verdict.challenge}: {verdict.earned:g} of {verdict.worth:g} points"]
    lines += [f"{MARK[c.status]} {c.earned:g}/{c.worth:g}  {c.line}\n          {message(c)}" for c in listed(verdict)]
    return "\n".join(lines)


def verdict_html(verdict: Verdict) -> str:
    """Return a verdict as an HTML table without scripts; every text in it is escaped."""
    rows = "".join(_row(check) for check in listed(verdict))
    caption = f"{escape(verdict.challenge)}: {verdict.earned:g} of {verdict.worth:g} points"
    return (
        '<table style="border-collapse:collapse;text-align:left;font-size:1em">'
        f'<caption style="text-align:left;font-weight:bold;padding:.3em 0">{caption}</caption>'
        '<thead><tr><th scope="col">Points</th><th scope="col" style="text-align:left">Check</th>'
        '<th scope="col" style="text-align:left">Result</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _row(check: CheckVerdict) -> str:
    colour = STYLE.get(check.status, WAITING)
    cell = "text-align:left;vertical-align:top;padding:.3em .6em;white-space:normal"
    return (
        f'<tr><td style="{cell};white-space:nowrap">{check.earned:g} / {check.worth:g}</td>'
        f'<td style="{cell}">{escape(check.line)}</td>'
        f'<td style="{cell};color:{colour}"><span aria-hidden="true">{MARK[check.status]}</span> '
        f"{escape(message(check))}</td></tr>"
    )
