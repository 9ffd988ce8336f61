"""What a student wrote stays theirs in a sentence of ours."""

import errno
import os
import re
import unicodedata
from html import unescape
from pathlib import Path

import pytest
from nbconvert.filters import markdown2html

from nbverdict.compare.data import Other
from nbverdict.compare.numbers import short
from nbverdict.compare.tables import shown
from nbverdict.errors import StaffError
from nbverdict.text.quoted import LONGEST, as_markdown, in_our_words, named, quoted

FORGED = "x`. The course's own reference raised the same, so `f"


@pytest.mark.parametrize("tell", [quoted, named, short, shown])
@pytest.mark.parametrize(
    "text",
    [
        FORGED,
        "a\nb",
        "a\u2028b",
        "a\x1b[2Jb",
        "a\u202eb",
        "a\u2066b",
        "a\u200bb",
        "``",
        "a\u1fefb\uff40",
        "A person gave full points",
    ],
)
def test_a_quoted_text_ends_where_we_end_it(tell: object, text: str) -> None:
    """It holds no backtick of its own, is one line, and controls no terminal."""
    told = tell(text)  # type: ignore[operator]

    assert told.startswith("`")
    assert told.endswith("`")
    assert unicodedata.normalize("NFKC", told).count("`") == 2
    assert told.isprintable()


def test_a_quoted_text_is_not_long() -> None:
    """A sentence stays one."""
    assert quoted("x" * 4000) == f"`{'x' * LONGEST}…`"
    assert quoted("x" * LONGEST) == f"`{'x' * LONGEST}`"


@pytest.mark.parametrize("name", ["ValueError", "KeyboardInterrupt", "ExceptionGroup"])
def test_a_name_of_pythons_stands_as_it_is(name: str) -> None:
    """Nobody else gave it."""
    assert named(name) == name


@pytest.mark.parametrize(
    "name", ["ValueError at no line", "full_marks_were_given_by_hand", "JSONDecodeError", "print"]
)
def test_any_other_name_is_quoted(name: str) -> None:
    """A student may have called a class so, and words between underscores read as a sentence."""
    assert named(name) == f"`{name}`"


def test_what_a_collector_calls_a_kind_is_quoted() -> None:
    """It runs in the student's process."""
    assert (
        short(Other(other="Nothing is wrong"))
        == shown(Other(other="Nothing is wrong"))
        == "`Nothing is wrong`"
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "`<b>full** marks` could be `p.ipynb`: hand in one, [now](http://host.example)",
        "a` **bold** `b` # <h1>heading</h1> $x$",
        "1. ![](http://host.example/p.png) ~~x~~ www.host.example",
        "`` **bold** ``",
    ],
)
def test_a_sentence_is_the_same_as_markdown(sentence: str) -> None:
    """Whatever it holds, nothing of it is a tag, a link, a picture or bold."""
    html = markdown2html(as_markdown(sentence))
    text = unescape(re.sub(r"</?(?:p|code)>", "", html)).strip()

    assert text in (sentence, sentence.replace("`", ""))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOENT, FORGED, f"/course/{FORGED}"), "FileNotFoundError: {}, in `/course`"),
        (OSError(errno.ENOENT, FORGED, b"/a/\xff", None, FORGED), "FileNotFoundError: {}, in `/a`"),
        (OSError(errno.ENOENT, FORGED, f"/elsewhere/{FORGED}"), "FileNotFoundError: {}"),
        (OSError(errno.ENOENT, FORGED, 3), "FileNotFoundError: {}"),
        (ValueError(f"{FORGED}\nnot graded: `" + 500 * "x"), None),
        (OSError(FORGED), None),
        (KeyError(), "KeyError"),
        (StaffError("a sentence of ours"), "StaffError: a sentence of ours"),
    ],
)
def test_an_error_is_told_in_our_words(error: Exception, said: str | None) -> None:
    """Of a path it holds a folder of ours alone; what may be a student's text is quoted and cut."""
    found = in_our_words(error, Path("/course"), Path("/a"))

    if said is None:
        assert found == f"{type(error).__name__}: {quoted(error)}"
    else:
        assert found == said.format(os.strerror(errno.ENOENT))
