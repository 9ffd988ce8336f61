"""Makes text from others safe for a terminal, a log or a page of plain text."""

IGNORED = (  # Default_Ignorable_Code_Points that Python calls printable: first and last characters
    *((0x34F, 0x34F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180D), (0x180F, 0x180F)),
    *((0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xE0100, 0xE01EF)),
)
NO_INK = frozenset("\u2800\U00013441\U00013442\U00016fe4\U0001d159")  # characters whose names say blank
BLANK = NO_INK | {chr(code) for first, last in IGNORED for code in range(first, last + 1)}


def printable(text: str) -> str:
    """Return text without characters that move the cursor, start a line or change the direction."""
    return "".join(char if char.isprintable() and char not in BLANK else " " for char in text)


def line(message: str, *args: object) -> str:
    """Return one line of a log: a message with its arguments, which others may have written."""
    return printable(message % args)


def counted(number: float, noun: str = "point") -> str:
    """Return a number with its noun, such as `1 point` and `2.5 points`."""
    return f"{round(number, 4):g} {noun}{'' if number == 1 else 's'}"
