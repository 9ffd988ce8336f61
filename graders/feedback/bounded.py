"""Filters of nbconvert that come to an end: Markdown, code and colours take only so much time of a page.

The parsers behind them look for the end of what a text begins, again at each beginning: a few hundred
kilobytes of the wrong letters take hours. What is left when a page's time is used up is shown as it is.
"""

import html
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters import Highlight2HTML, ansi2html
from nbconvert.utils.base import NbConvertBase

SECONDS = 20.0  # of CPU time, of all texts of a page; an honest one takes one
LEFT = "seconds_left"  # in the resources of a page
TAG = 1e-4  # seconds that whoever parses the page takes for one
AT_ONCE = 10_000  # letters that are parsed where no clock can be set
MOST_KNOWN = 256  # texts whose HTML is kept: what the release says stands on every page of a class

_known: dict[tuple[str, str], str] = {}  # by language and text, the oldest first


class TookTooLong(BaseException):
    """The time of a page is used up; no `Exception`, for parsers catch those."""


class BoundedFilter(NbConvertBase):
    """Parses a text in what is left of its page's time, or shows it as it is."""

    def bounded(self, context: Context, source: str, parse: Callable[[], str]) -> str:
        """Return what `parse` makes of a text, or the text."""
        resources = context["resources"]
        left, started = resources.setdefault(LEFT, SECONDS), time.process_time()
        try:
            with _at_most(left - TAG * source.count("<"), source):
                return parse()
        except TookTooLong:
            return f"<pre>{html.escape(source)}</pre>"
        finally:
            resources[LEFT] = left - (time.process_time() - started)


@pass_context
class BoundedMarkdown(BoundedFilter):
    """Markdown as its exporter makes it."""

    def __call__(self, context: Context, source: str) -> str:
        """Return HTML."""

        def parse() -> str:
            return str(self.parent.markdown2html(context, source))

        attached = context.get("cell", {}).get("attachments")  # a text's images differ from cell to cell
        return self.bounded(context, source, parse if attached else _once(("Markdown", source), parse))


@pass_context
class BoundedCode(BoundedFilter):
    """Code in colours."""

    def __call__(self, context: Context, source: str, language: str = "ipython3", **_: Any) -> str:
        """Return HTML."""

        def parse() -> str:
            return str(Highlight2HTML(parent=self.parent)(source, language))

        return self.bounded(context, source, _once((language, source), parse))


@pass_context
class BoundedColours(BoundedFilter):
    """Text of a terminal."""

    def __call__(self, context: Context, source: str) -> str:
        """Return HTML."""
        return self.bounded(context, source, lambda: str(ansi2html(source)))


def _once(about: tuple[str, str], parse: Callable[[], str]) -> Callable[[], str]:
    """Return what parses a text, or knows what became of it on an earlier page."""

    def parsed() -> str:
        if about not in _known:
            if len(_known) >= MOST_KNOWN:
                del _known[next(iter(_known))]
            _known[about] = parse()
        return _known[about]

    return parsed if len(about[1]) <= AT_ONCE else parse


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
