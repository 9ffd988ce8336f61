"""What a browser draws in a time that grows with a text, and no faster.

It looks back for a place to break a line, and for letters that are shaped apart, to where a part of the text
begins: in half a million letters that are one part it looks for a minute. And it goes through all parts of a
paragraph at each that reads against the others. So a long text has places that nobody sees, at which a part
ends, and no paragraph turns without end.
"""

from collections.abc import Iterator

import numpy as np

from nbverdict.cleaning.formulas import BREAK
from nbverdict.text.expressions import Expression, encodable

FAR = 2_000  # letters of one part: more than anybody's paragraph, and drawn at once
MOST_TURNED = 10_000  # times that a paragraph, or a text, begins to read from right to left
# what ends a part, at which a line may break anyway: in HTML, in what was printed, in a text, and in
# Markdown, where letters alone (a space without width, and nothing, isolated) end no part that holds blanks
END_OF_HTML, END_OF_PRINT, END_OF_TEXT = "<wbr>", f"{BREAK}\n", f"{BREAK}\u2068\u2069"
END_OF_MARKDOWN = END_OF_TEXT + END_OF_HTML
LEFTWARD = ((0x590, 0x900), (0x200F, 0x2010), (0xFB1D, 0xFE00), (0xFE70, 0xFEFF), (0x10800, 0x11000))
LEFTWARD_TOO = (0x1E800, 0x1F000)
NEUTRAL = np.array([*map(ord, " \t.,;:!?'\"()-")], np.uint32)  # which read on as what stands around them
UNKNOWN = ord("?")
OTHER = r"[^\x00-\x7f]"  # ASCII is markup, code and pictures: nothing is put into it
PLACES = (  # where a part ends best: between words, then between letters
    Expression(rf"(?s)(.*{OTHER} ){OTHER}"),
    Expression(rf"(?s)(.*{OTHER})\p{{L}}"),
    Expression(rf"(?s)(.*{OTHER})"),
)
INLINE = frozenset(  # tags within which a paragraph goes on
    """
    a abbr b bdi bdo big br cite code del em font i img ins kbd mark nobr q s samp small span strike strong
    sub sup tt u var wbr
    """.split()  # noqa: SIM905 - thirty words
)


def drawable(text: str, end: str) -> str:
    """Return a text that is drawn soon, whose parts have this end, or that of a paragraph."""
    paragraphs = "\n" if end == END_OF_PRINT else "\n\n"
    if text.isascii() or len(text) <= FAR:
        return text
    parts = (
        paragraphs.join(end.join(_parts(one)) for one in part.split(paragraphs)) for part in text.split(end)
    )
    return _Turns().of(end.join(parts))


def drawable_html(html: str) -> str:
    """Return cleaned HTML, or a page of ours, that is drawn soon.

    It may take what stands in an attribute for a text: what it puts there ends none.
    """
    if html.isascii() or len(html) <= FAR:
        return html
    return "".join(_Paragraphs().drawn(html))


def _parts(text: str) -> Iterator[str]:
    """Yield a text in parts, each but the last of which ends where a letter that is not ASCII's does."""
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
    """Counts how often a paragraph turns to the left, and shows as unknown which letters do so too often."""

    def __init__(self) -> None:
        self.left = MOST_TURNED

    def of(self, text: str) -> str:
        """Return the next text of a paragraph."""
        if max(text, default="") < chr(LEFTWARD[0][0]):
            return text
        letters = np.array([encodable(text)]).view(np.uint32)
        turned = np.zeros(len(letters), bool)
        for first, end in (*LEFTWARD, LEFTWARD_TOO):
            turned |= (letters >= first) & (letters < end)
        told = np.flatnonzero(~np.isin(letters, NEUTRAL))
        begins = told[turned[told] & ~np.append(False, turned[told][:-1])]
        if len(begins) > self.left:
            late = begins[self.left]
            letters[late:][turned[late:]] = UNKNOWN
            text = letters.tobytes().decode("utf-32-le")
        self.left = max(0, self.left - len(begins))
        return text


class _Paragraphs:
    """Goes through HTML, and knows how far the last end of a part is, within tags that end none."""

    def __init__(self) -> None:
        self.turns, self.since, self.ascii = _Turns(), 0, True

    def drawn(self, html: str) -> Iterator[str]:
        """Yield texts and tags in their order."""
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
        """Yield a text between two tags, whose first part may have begun before it."""
        is_ascii = text.isascii()
        self.ascii &= is_ascii
        if self.since + len(text) > FAR:
            if self.since and not self.ascii:
                yield END_OF_HTML
            self.since, self.ascii = 0, is_ascii
        parts = [text] if is_ascii else [*_parts(text)]
        self.since += len(parts[-1])
        yield text if is_ascii else self.turns.of(END_OF_HTML.join(parts))
