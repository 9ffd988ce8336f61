"""Changes long texts so that a browser draws them in linear time.

To break a line or to shape characters, a browser looks back to the start of the current part of a text: with
a part of half a million characters that takes a minute. And at each change of direction it goes through all
parts of the paragraph. So a long text gets invisible breaks, which end a part, and the changes of direction
in a paragraph are limited.
"""

from collections.abc import Iterator

import numpy as np

from nbverdict.cleaning.formulas import BREAK
from nbverdict.text.expressions import Expression, encodable

FAR = 2_000  # characters of one part: longer than a real paragraph, and drawn at once
MOST_TURNED = 10_000  # changes to right-to-left in a paragraph or a text
# what ends a part, and allows a line break: in HTML, in printed text, in plain text, and in Markdown, where
# characters alone (a zero-width space, and an empty isolate) do not end a part that holds blanks
END_OF_HTML, END_OF_PRINT, END_OF_TEXT = "<wbr>", f"{BREAK}\n", f"{BREAK}\u2068\u2069"
END_OF_MARKDOWN = END_OF_TEXT + END_OF_HTML
LEFTWARD = ((0x590, 0x900), (0x200F, 0x2010), (0xFB1D, 0xFE00), (0xFE70, 0xFEFF), (0x10800, 0x11000))
LEFTWARD_TOO = (0x1E800, 0x1F000)
NEUTRAL = np.array([*map(ord, " \t.,;:!?'\"()-")], np.uint32)  # without a direction of their own
UNKNOWN = ord("?")
OTHER = r"[^\x00-\x7f]"  # ASCII is markup, code and pictures: nothing is inserted into it
PLACES = (  # where to end a part: between words, else between letters
    Expression(rf"(?s)(.*{OTHER} ){OTHER}"),
    Expression(rf"(?s)(.*{OTHER})\p{{L}}"),
    Expression(rf"(?s)(.*{OTHER})"),
)
INLINE = frozenset(  # tags that do not end a paragraph
    """
    a abbr b bdi bdo big br cite code del em font i img ins kbd mark nobr q s samp small span strike strong
    sub sup tt u var wbr
    """.split()  # noqa: SIM905 - thirty words
)


def drawable(text: str, end: str) -> str:
    """Return a text that is drawn quickly: each part ends with `end` or with its paragraph."""
    paragraphs = "\n" if end == END_OF_PRINT else "\n\n"
    if text.isascii() or len(text) <= FAR:
        return text
    parts = (
        paragraphs.join(end.join(_parts(one)) for one in part.split(paragraphs)) for part in text.split(end)
    )
    return _Turns().of(end.join(parts))


def drawable_html(html: str) -> str:
    """Return cleaned HTML, or a page of ours, that is drawn quickly.

    It may take an attribute's value for text: what it inserts there cannot end the attribute.
    """
    if html.isascii() or len(html) <= FAR:
        return html
    return "".join(_Paragraphs().drawn(html))


def _parts(text: str) -> Iterator[str]:
    """Yield a text in parts, each of which, except the last, ends after a non-ASCII character."""
    at = start = 0
    while len(text) - at > FAR:
        part = text[at : at + FAR]
        place = None if part.isascii() else next(filter(None, (place.match(part) for place in PLACES)), None)
        if place is None:
            at += FAR
        else:
            at += len(place[1])
            yield text[start:at]
            start = at
    yield text[start:]


class _Turns:
    """Counts how often a paragraph turns right-to-left, and replaces the characters that exceed the limit."""

    def __init__(self) -> None:
        self.left = MOST_TURNED

    def of(self, text: str) -> str:
        """Return the next text of a paragraph."""
        if max(text, default="") < chr(LEFTWARD[0][0]):
            return text
        chars = np.array([encodable(text)]).view(np.uint32)
        turned = np.zeros(len(chars), bool)
        for first, end in (*LEFTWARD, LEFTWARD_TOO):
            turned |= (chars >= first) & (chars < end)
        directed = np.flatnonzero(~np.isin(chars, NEUTRAL))
        begins = directed[turned[directed] & ~np.append(False, turned[directed][:-1])]
        if len(begins) > self.left:
            late = begins[self.left]
            chars[late:][turned[late:]] = UNKNOWN
            text = chars.tobytes().decode("utf-32-le")
        self.left = max(0, self.left - len(begins))
        return text


class _Paragraphs:
    """Goes through HTML, and counts the characters since the last end of a part."""

    def __init__(self) -> None:
        self.turns, self.since, self.ascii = _Turns(), 0, True

    def drawn(self, html: str) -> Iterator[str]:
        """Yield texts and tags in order."""
        first, *others = html.split("<")
        yield from self._text(first)
        for other in others:
            tag, end, text = other.partition(">")
            yield f"<{tag}{end}"
            name = tag.removeprefix("/").split(" ", 1)[0].rstrip("/").lower()
            if name not in INLINE:
                self.turns = _Turns()
            if name not in INLINE or name == "wbr":
                self.since, self.ascii = 0, True
            yield from (text,) if name == "style" else self._text(text)

    def _text(self, text: str) -> Iterator[str]:
        """Yield the text between two tags; its first part may have begun before it."""
        is_ascii = text.isascii()
        self.ascii &= is_ascii
        if self.since + len(text) > FAR:
            if self.since and not self.ascii:
                yield END_OF_HTML
            self.since, self.ascii = 0, is_ascii
        parts = [text] if is_ascii else [*_parts(text)]
        self.since += len(parts[-1])
        yield text if is_ascii else self.turns.of(END_OF_HTML.join(parts))
