"""Renders a student's Markdown as harmless HTML, with formulas that do not need a script."""

import secrets
from collections.abc import Mapping
from html import escape
from string import ascii_lowercase
from typing import Any

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from nbverdict.cleaning.safe import clean, clean_formula, without_turns
from nbverdict.text.expressions import Expression, ExpressionMatch

LETTERS = 24  # of the random placeholder of a formula
MOST_MADE = 2_000_000  # characters of MathML from the formulas of a text
MOST_PICTURES = 20_000_000  # characters of the attached pictures that a text shows
TOO_MANY = "<em>(a picture that is too large is not shown)</em>"
CLEANED_TAG = r"""</?[A-Za-z](?:[^>"]|"[^"]*")*>"""  # as the cleaner writes it


class _Renderer(IPythonRenderer):
    """Renders Markdown, with placeholders for formulas and attached pictures until the rest is clean.

    A placeholder is a random word, new for each text, so that a text cannot contain it.
    """

    def __init__(self, attachments: Mapping[str, Any], *, below: int) -> None:
        """`below` is the level of the heading under which the text stands."""
        super().__init__(escape=False, attachments=attachments, embed_images=False)
        self.below, self.left, self.left_of_pictures = below, MOST_MADE, MOST_PICTURES
        self.word = "".join(secrets.choice(ascii_lowercase) for _ in range(LETTERS))
        self.kept: dict[str, tuple[str, str]] = {}  # by placeholder: the HTML, and the source

    def heading(self, text: str, level: int, **_: Any) -> str:
        """Return a heading, below those of the page."""
        level = min(6, level + self.below)
        return f"<h{level}>{text}</h{level}>\n"

    def block_math(self, body: str) -> str:
        """Return the placeholder of a block formula."""
        return self._formula(body, display="block")

    def latex_environment(self, name: str, body: str) -> str:
        """Return the placeholder of a formula in an environment."""
        return self._formula(rf"\begin{{{name}}}{body}\end{{{name}}}", display="block")

    def inline_math(self, body: str) -> str:
        """Return the placeholder of an inline formula."""
        return self._formula(body, display="inline")

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Return the placeholder of an attached picture; the size counts each time that it is shown."""
        if not url.startswith("attachment:"):
            return str(super().image(text, url, title))
        made = str(super().image(text, url, None))
        self.left_of_pictures -= len(made)
        shown = clean(made, most=MOST_PICTURES) if self.left_of_pictures >= 0 else TOO_MANY
        return self._keep(shown, text)

    def put_back(self, html: str) -> str:
        """Return cleaned HTML with each placeholder replaced once; within attributes, by the source."""
        parts = Expression(f"{CLEANED_TAG}|{self.word}[0-9]+z")
        return parts.replaced(html, self._put_back)

    def _put_back(self, found: ExpressionMatch) -> str:
        if not found[0].startswith("<"):
            return self.kept.pop(found[0], ("", ""))[0]
        inside = Expression(f"{self.word}[0-9]+z")
        return inside.replaced(found[0], lambda one: escape(self.kept.get(one[0], ("", ""))[1]))

    def _formula(self, latex: str, *, display: str) -> str:
        made = formula(latex, display=display) if self.left > 0 else ""
        self.left -= len(made)
        return self._keep(made if self.left > 0 else f"<code>{escape(latex)}</code>", latex)

    def _keep(self, made: str, written: str) -> str:
        word = f"{self.word}{len(self.kept)}z"
        self.kept[word] = made, written
        return word


def render(
    text: str, *, attachments: Mapping[str, Any] | None = None, below: int = 0, links: bool = False
) -> str:
    """Return Markdown as clean HTML with MathML; headings move down by `below` levels.

    Text that cannot be parsed is shown as it is. Links become text, unless `links`: staff wrote them.
    """
    renderer, text = _Renderer(attachments or {}, below=below), without_turns(text)
    try:
        made = MarkdownWithMath(renderer=renderer).render(text)
    except Exception:  # noqa: BLE001 - it fails at a picture that is not attached, and at much else
        return f"<pre>{escape(text)}</pre>"
    return without_turns(renderer.put_back(clean(made, links=links, below=below)))


def formula(latex: str, *, display: str) -> str:
    """Return LaTeX as MathML, or as code if it cannot be parsed."""
    try:
        return clean_formula(convert(latex.strip(), display=display))
    except Exception:  # noqa: BLE001 - the parser raises errors of many kinds
        return f"<code>{escape(latex)}</code>"
