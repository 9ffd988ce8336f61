"""Filters of nbconvert with a timeout: Markdown, code and colours share the time of their page.

The parsers behind them search for a closing mark again at each opening one: a few hundred kilobytes of the
wrong characters take hours. A text that is too long, takes too long, or comes after the page's time is used
up is shown as it is.
"""

import html
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters import Highlight2HTML, ansi2html
from nbconvert.utils.base import NbConvertBase

from nbverdict.cleaning.drawn import drawable_html
from nbverdict.cleaning.markdown import render
from nbverdict.cleaning.pixels import OF_A_PAGE, pixels_of
from nbverdict.cleaning.safe import PICTURE

SECONDS = 10.0  # of CPU time for all texts of a page; an honest page takes one
OF_ONE = 1.5  # seconds for one text
MOST = 100_000  # characters of one text
MOST_MADE = 40_000_000  # characters of HTML from all texts of a page
LEFT = "bounded"  # its key in the resources of a page
TAG = 1e-4  # seconds to parse one tag of the page
AT_ONCE = 10_000  # characters that are parsed even if no timer can be set
MOST_KNOWN = 256  # texts whose HTML is cached: the release's are on every page of a class

_known: dict[tuple[str, str], str] = {}  # by kind and text, the oldest first


class TookTooLong(BaseException):
    """The time or the size of a page is used up; not an `Exception`, as parsers catch those."""


class Bounded:
    """Parses the texts of one page in the page's time, and shows the rest as it is."""

    def __init__(self) -> None:
        """Start with the whole time and size."""
        self.left, self.room, self.pixels = SECONDS, MOST_MADE, OF_A_PAGE

    def __call__(self, text: str, parse: Callable[[], str], kind: str = "", *, most: int = MOST) -> str:
        """Return what `parse` makes of a text, or the text itself if it has more characters than `most`.

        Texts with a `kind` are cached across pages: the release's are on every page.
        """
        started = time.process_time()
        try:
            with _at_most(min(OF_ONE, self.left - TAG * text.count("<")) if len(text) <= most else 0, text):
                made = _once((kind, text), parse) if kind and len(text) <= AT_ONCE else parse()
            return self._fitting(drawable_html(made))
        except TookTooLong:
            return drawable_html(f"<pre>{html.escape(text)}</pre>")
        finally:
            self.left -= time.process_time() - started

    def _fitting(self, made: str) -> str:
        """Return the HTML of a text, and count its size and the pixels of its pictures.

        Raises:
            TookTooLong: it does not fit into the page.
        """
        drawn = [found[0].partition(",")[2] for found in PICTURE.finditer(made)]
        if len(made) > self.room or not all(map(self.draws, drawn)):
            raise TookTooLong
        self.room -= len(made)
        return made

    def draws(self, packed: str) -> bool:
        """Return whether the page has room for the pixels of a picture in base64, and count them."""
        self.pixels -= pixels_of(packed)
        return self.pixels >= 0


class BoundedFilter(NbConvertBase):
    """A filter of nbconvert whose texts share the time of their page."""

    def bounded(self, context: Context, text: str, parse: Callable[[], str], kind: str = "") -> str:
        """Return what `parse` makes of a text in the rest of the page's time."""
        bounded: Bounded = context["resources"].setdefault(LEFT, Bounded())
        return bounded(text, parse, kind)


@pass_context
class BoundedMarkdown(BoundedFilter):
    """Markdown as harmless HTML, whose formulas do not need a script, even in formgrader."""

    def __call__(self, context: Context, source: str) -> str:
        """Return HTML."""
        attached = context.get("cell", {}).get("attachments")  # attachments differ from cell to cell
        parse = partial(render, source, attachments=attached)
        return self.bounded(context, source, parse, "" if attached else "formgrader")


@pass_context
class BoundedCode(BoundedFilter):
    """Code in colours."""

    def __call__(self, context: Context, source: str, language: str = "ipython3", **_: Any) -> str:
        """Return HTML."""
        highlight = Highlight2HTML(parent=self.parent)
        return self.bounded(context, source, lambda: str(highlight(source, language)), language)


@pass_context
class BoundedColours(BoundedFilter):
    """Text of a terminal."""

    def __call__(self, context: Context, source: str) -> str:
        """Return HTML."""
        return self.bounded(context, source, lambda: str(ansi2html(source)))


def _once(key: tuple[str, str], parse: Callable[[], str]) -> str:
    """Return the cached HTML of a text, or parse it now."""
    if key not in _known:
        if len(_known) >= MOST_KNOWN:
            del _known[next(iter(_known))]
        _known[key] = parse()
    return _known[key]


@contextmanager
def _at_most(seconds: float, source: str) -> Iterator[None]:
    """Raise `TookTooLong` after so much CPU time, or at once if none is left.

    Outside the main thread no timer can be set: only short texts are parsed there.
    """
    if seconds <= 0:
        raise TookTooLong
    try:
        before = signal.signal(signal.SIGPROF, _stop)
    except ValueError:
        if len(source) > AT_ONCE:
            raise TookTooLong from None
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _stop(*_: object) -> None:
    raise TookTooLong
