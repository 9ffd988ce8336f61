"""Text of others as a terminal, a log or a page of plain text may show it."""

BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # letters that nobody sees


def printable(text: str) -> str:
    """Return text in which nothing moves a terminal's cursor, starts a line or turns letters around."""
    return "".join(one if one.isprintable() and one not in BLANK else " " for one in text)


def line(message: str, *args: object) -> str:
    """Return one line of a log: a message with what others wrote in its places."""
    return printable(message % args)
