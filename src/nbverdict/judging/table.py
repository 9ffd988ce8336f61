"""A verdict as its student reads it: each check's line, points and message."""

from html import escape

from markupsafe import Markup

from nbverdict.judging.verdict import CheckStatus, CheckVerdict, Seen, Verdict
from nbverdict.text.printable import counted

FOLLOWED = "\N{ALMOST EQUAL TO}"
RIGHT, FAILED, OPEN, WAITING = "#1a7f37", "#b42318", "#6b7280", "#9a6700"
LOOKS = {  # the sign before a check, and its colour; all others fail
    CheckStatus.PASSED: ("\N{CHECK MARK}", RIGHT),
    CheckStatus.GIVEN: ("\N{CHECK MARK}", RIGHT),
    CheckStatus.FOLLOWED: (FOLLOWED, RIGHT),
    CheckStatus.SKIPPED: ("\N{MIDDLE DOT}", OPEN),
    CheckStatus.DROPPED: ("\N{MIDDLE DOT}", OPEN),
    CheckStatus.UNREAD: ("?", WAITING),
    CheckStatus.BROKEN: ("?", WAITING),
}
FAILS = ("\N{BALLOT X}", FAILED)
WORDS = {
    CheckStatus.PASSED: "passed",
    CheckStatus.FOLLOWED: "wrong only because of the slip above, which is not counted twice",
    CheckStatus.GIVEN: "the course gave these points to everybody: {sentence}",
    CheckStatus.UNREAD_AGAIN: (
        "your answer could not be read, as in an attempt before: return a plain figure, table or value, and "
        "change nothing in the libraries"
    ),
    CheckStatus.SPENT: (
        "wrong because of the slip above: where nothing else is right, at most one point follows from it"
    ),
    CheckStatus.GATED: "counts only together with this: {asks}",
    CheckStatus.SKIPPED: "not judged: this must be right first: {asks}",
    CheckStatus.DROPPED: "this check does not count: {sentence}",
    CheckStatus.UNREAD: "waits for a person: your answer could not be read; this costs you nothing",
    CheckStatus.BROKEN: "waits for a person: our check failed; this costs you nothing",
}
UNSEEN = {  # of a check that fails only on inputs that the student has not seen
    Seen.RIGHT: (
        "right on the example, but not on inputs that you have not seen (the example gives no points)"
    ),
    Seen.NOTHING: "not right on inputs that you have not seen",
}
MUCH = 100_000  # characters of a text in which code is looked for
CELL = "text-align:left;vertical-align:top;padding:.3em .6em;white-space:normal"


def mark(check: CheckVerdict) -> str:
    """Return the sign before a check; a check that only follows from a slip gets a sign of its own."""
    return LOOKS.get(check.status, FAILS)[0]


def kind(check: CheckVerdict) -> str:
    """Return the class that a style sheet gives to a check."""
    stands = "passed" if check.status is CheckStatus.GIVEN else str(check.status)
    return "skipped" if check.status is CheckStatus.DROPPED else "wrong" if check.status.fails else stands


def listed(verdict: Verdict) -> list[CheckVerdict]:
    """Return the checks that a student reads: those worth points, and others that did not pass."""
    return [check for check in verdict.checks if check.worth or not check.status.stands]


def message(check: CheckVerdict, *, bare: str = "not yet") -> str:
    """Return the message beside a check; `bare` if it fails without one."""
    if check.status in WORDS:
        return WORDS[check.status].format(sentence=check.sentence, asks=_asked(check))
    if check.seen is Seen.WRONG:
        return check.sentence or bare
    return UNSEEN[check.seen] + (f": {check.sentence}" if check.sentence else "")


def _asked(check: CheckVerdict) -> str:
    """Return the line of the check that blocks this one, in lower case, because it follows "this:"."""
    word = check.asks.split(" ")[0]
    begins = word.isalpha() and word == word.capitalize() and (len(word) > 1 or word == "A")
    if check.status is CheckStatus.GATED and begins:  # a name such as `X_train` keeps its case
        return check.asks[0].lower() + check.asks[1:]
    return check.asks or "a check above"


def slip(verdict: Verdict) -> str:
    """Return what a student should read first, if anything: the main mistake and its cost."""
    ideas = [diagnosis.idea for diagnosis in verdict.diagnoses if diagnosis.idea]
    lost = verdict.worth - verdict.earned
    if not ideas or not lost:
        return ""
    if not verdict.diagnoses[0].whole:
        return f"Look at this first: {ideas[0]}"
    return f"{'One slip' if len(ideas) == 1 else 'Two slips'}: \N{MINUS SIGN}{lost:g}. {' '.join(ideas)}"


def verdict_text(verdict: Verdict) -> str:
    """Return a verdict as text for a terminal, one line for each check."""
    lines = [f"{verdict.challenge}: {verdict.earned:g} of {counted(verdict.worth)}"]
    lines += [slip(verdict)] if slip(verdict) else []
    lines += [
        f"{mark(c)} {c.earned:g}/{c.worth:g}  {c.line}\n          {message(c)}" for c in listed(verdict)
    ]
    return "\n".join(lines)


def verdict_html(verdict: Verdict) -> str:
    """Return a verdict as an HTML table without scripts; every text in it is escaped."""
    caption = f"{escape(verdict.challenge)}: {verdict.earned:g} of {counted(verdict.worth)}"
    head = "".join(f'<th scope="col" style="{CELL}">{title}</th>' for title in ("Points", "Check", "Result"))
    rows = "".join(_row(check) for check in listed(verdict))
    first = f"<p><strong>{marked_up(slip(verdict))}</strong></p>" if slip(verdict) else ""
    return (
        f'{first}<table style="border-collapse:collapse;font-size:1em">'
        f'<caption style="text-align:left;font-weight:bold;padding:.3em .6em">{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(check: CheckVerdict) -> str:
    colour = LOOKS.get(check.status, FAILS)[1]
    return (
        f'<tr><td style="{CELL};white-space:nowrap">{check.earned:g} / {check.worth:g}</td>'
        f'<td style="{CELL}">{marked_up(check.line)}</td>'
        f'<td style="{CELL};color:{colour}"><span aria-hidden="true">{mark(check)}</span> '
        f"{marked_up(message(check))}</td></tr>"
    )


def marked_up(text: str) -> Markup:
    """Return escaped text with the parts between backticks as code, unless it is very long."""
    if len(text) > MUCH:
        return Markup(escape(text))  # noqa: S704 - escaped
    parts = escape(text).split("`")
    alone = "`" + parts.pop() if len(parts) % 2 == 0 else ""
    made = (f"<code>{part}</code>" if at % 2 else part for at, part in enumerate(parts))
    return Markup("".join(made) + alone)  # noqa: S704 - escaped
