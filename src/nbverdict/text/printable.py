"""Text of others as a terminal, a log or a page of plain text may show it."""

IGNORED = (  # of Unicode's Default_Ignorable_Code_Point what Python calls printable: first and last letters
    *((0x34F, 0x34F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180D), (0x180F, 0x180F)),
    *((0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xE0100, 0xE01EF)),
)
NO_INK = frozenset("\u2800\U00013441\U00013442\U00016fe4\U0001d159")  # letters that are blank by their names
BLANK = NO_INK | {chr(code) for first, last in IGNORED for code in range(first, last + 1)}


def printable(text: str) -> str:
    """Return text in which nothing moves a terminal's cursor, starts a line or turns letters around."""
    return "".join(one if one.isprintable() and one not in BLANK else " " for one in text)


def line(message: str, *args: object) -> str:
    """Return one line of a log: a message with what others wrote in its places."""
    return printable(message % args)
