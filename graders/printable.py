"""Text of others as a terminal, a log or a page of plain text may show it."""


def printable(text: str) -> str:
    """Return text in which nothing moves a terminal's cursor, starts a line or turns letters around."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def line(message: str, *args: object) -> str:
    """Return one line of a log: a message with what others wrote in its places."""
    return printable(message % args)
