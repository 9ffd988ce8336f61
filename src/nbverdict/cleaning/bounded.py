"""Filters of nbconvert that come to an end: Markdown, code and colours take only so much time of a page.

The parsers behind them look for the end of what a text begins, again at each beginning: a few hundred
kilobytes of the wrong letters take hours. What is longer than anybody writes, what takes too long and what is
left when a page's time is used up is shown as it is.
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

SECONDS = 10.0  # of CPU time, of all texts of a page; an honest one takes one
OF_ONE = 1.5  # seconds of one text
MOST = 100_000  # letters of one text
MOST_MADE = 40_000_000  # letters of a page that may be made of all its texts
LEFT = "bounded"  # in the resources of a page
TAG = 1e-4  # seconds that whoever parses the page takes for one
AT_ONCE = 10_000  # letters that are parsed where no clock can be set
MOST_KNOWN = 256  # texts whose HTML is kept: what the release says stands on every page of a class

_known: dict[tuple[str, str], str] = {}  # by kind and text, the oldest first


class TookTooLong(BaseException):
    """The time or the room of a page is used up; no `Exception`, for parsers catch those."""


class Bounded:
    """Parses the texts of one page in the time that the page has, and shows what is left as it is."""

    def __init__(self) -> None:
        """Start with all of the time and all of the room."""
        self.left, self.room = SECONDS, MOST_MADE

    def __call__(self, text: str, parse: Callable[[], str], kind: str = "", *, most: int = MOST) -> str:
        """Return what `parse` makes of a text, or the text where it has more letters than `most`.

        Texts of a `kind` are known from one page to the next: what the release says stands on every page.
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
        """Return what was made of a text where the page has room for it.

        Raises:
            TookTooLong: it has not.
        """
        if len(made) > self.room:
            raise TookTooLong
        self.room -= len(made)
        return made


class BoundedFilter(NbConvertBase):
    """A filter of nbconvert, whose texts share the time of their page."""

    def bounded(self, context: Context, text: str, parse: Callable[[], str], kind: str = "") -> str:
        """Return what `parse` makes of a text in what is left of the page's time."""
        bounded: Bounded = context["resources"].setdefault(LEFT, Bounded())
        return bounded(text, parse, kind)


@pass_context
class BoundedMarkdown(BoundedFilter):
    """Markdown that is harmless, with formulas that need no script: in formgrader too."""

    def __call__(self, context: Context, source: str) -> str:
        """Return HTML."""
        attached = context.get("cell", {}).get("attachments")  # a text's pictures differ from cell to cell
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


def _once(about: tuple[str, str], parse: Callable[[], str]) -> str:
    """Return what became of a text on an earlier page, or parse it now."""
    if about not in _known:
        if len(_known) >= MOST_KNOWN:
            del _known[next(iter(_known))]
        _known[about] = parse()
    return _known[about]


@contextmanager
def _at_most(seconds: float, source: str) -> Iterator[None]:
    """Raise `TookTooLong` after so much CPU time, or at once where none is left.

    Outside of the main thread no clock can be set: there only short texts pass.
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
