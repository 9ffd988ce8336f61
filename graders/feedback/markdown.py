"""A student's Markdown as HTML that is harmless anywhere, with formulas that need no script."""

from collections.abc import Mapping
from html import escape
from typing import Any

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from graders.expressions import Expression
from graders.feedback.safe import clean, clean_formula

OPEN, CLOSE = "\ue000", "\ue001"  # private letters that stand around the number of a formula
FORMULA = Expression(f"{OPEN}([0-9]{{1,6}}){CLOSE}")


class _Renderer(IPythonRenderer):
    """Renders Markdown, and keeps its formulas apart until the rest is clean."""

    def __init__(self, attachments: Mapping[str, Any], *, below: int) -> None:
        """`below` is the level of the heading under which the text stands."""
        super().__init__(escape=False, attachments=attachments, embed_images=False)
        self.below, self.formulas = below, list[str]()

    def heading(self, text: str, level: int, **_: Any) -> str:
        """Return a heading, below those of the page."""
        level = min(6, level + self.below)
        return f"<h{level}>{text}</h{level}>\n"

    def block_math(self, body: str) -> str:
        """Keep a formula that stands alone."""
        return self._keep(body, display="block")

    def latex_environment(self, name: str, body: str) -> str:
        """Keep a formula that is an environment."""
        return self._keep(rf"\begin{{{name}}}{body}\end{{{name}}}", display="block")

    def inline_math(self, body: str) -> str:
        """Keep a formula in a line."""
        return self._keep(body, display="inline")

    def _keep(self, latex: str, *, display: str) -> str:
        self.formulas.append(formula(latex, display=display))
        return f"{OPEN}{len(self.formulas) - 1}{CLOSE}"


def render(
    text: str, *, attachments: Mapping[str, Any] | None = None, below: int = 0, links: bool = False
) -> str:
    """Return Markdown as clean HTML with MathML; headings become so many levels smaller.

    What cannot be read as Markdown is shown as it is written. Links are text unless staff wrote them.
    """
    renderer = _Renderer(attachments or {}, below=below)
    try:
        made = MarkdownWithMath(renderer=renderer).render(text.replace(OPEN, "").replace(CLOSE, ""))
    except Exception:  # noqa: BLE001 - it stops at a picture that is not attached, and at much else
        return f"<pre>{escape(text)}</pre>"
    html = clean(made, links=links)
    return FORMULA.replaced(html, lambda found: _numbered(renderer.formulas, int(found[1])))


def formula(latex: str, *, display: str) -> str:
    """Return LaTeX as MathML, or as it is written where it cannot be read."""
    try:
        return clean_formula(convert(latex.strip(), display=display))
    except Exception:  # noqa: BLE001 - a parser of formulas raises whatever it trips over
        return f"<code>{escape(latex)}</code>"


def _numbered(formulas: list[str], number: int) -> str:
    return formulas[number] if number < len(formulas) else ""
