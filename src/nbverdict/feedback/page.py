"""The student's page of one notebook: a self-contained file without scripts."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from nbconvert import Exporter
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback
from pygments.formatters import HtmlFormatter
from traitlets import Bool

from nbverdict.cleaning.bounded import Bounded
from nbverdict.cleaning.drawn import drawable_html
from nbverdict.cleaning.inert import make_outputs_inert
from nbverdict.cleaning.safe import POLICY, without_turns
from nbverdict.config.course_code import called, use
from nbverdict.config.settings import Course, code_of
from nbverdict.execution.conversion import convert_confined
from nbverdict.execution.exporter import find_ungraded
from nbverdict.feedback.cells import show_cells
from nbverdict.feedback.figures import Pair, differing_pairs
from nbverdict.feedback.renew import made_from, renew
from nbverdict.feedback.tasks import read_tasks, start_with
from nbverdict.intake.pictures import FOLDER
from nbverdict.judging.table import marked_up
from nbverdict.notebook.record import TIER
from nbverdict.notebook.results import UNSAFE
from nbverdict.sandbox.confined import ConfinedEnd
from nbverdict.sandbox.inside.plan import NOTHING
from nbverdict.text.printable import counted

TEMPLATES = Path(__file__).parent / "templates"
LIGHT, DARK = "xcode", "one-dark"  # code colours with enough contrast


class PageExporter(Exporter):
    """Exports the page of an autograded notebook."""

    file_extension = ".html"
    output_mimetype = "text/html"
    plain = Bool(False, help="Leave out the student's cells and figures.").tag(config=True)

    def from_filename(
        self, filename: str, resources: Any = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page of a notebook file; parts that exceed the budget are left out."""
        convert: Callable[..., tuple[str, dict[str, Any]]] = super().from_filename
        try:
            return convert_confined(
                lambda: convert(filename, resources=resources, **options), resources, config=self.config
            )
        except ConfinedEnd:
            if self.plain:
                raise
            self.plain = True
        try:
            return self.from_filename(filename, resources=resources, **options)
        finally:
            self.plain = False

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page of a notebook, after preprocessors have added scores and removed hidden lines."""
        notebook, resources = super().from_notebook_node(nb, resources, **options)
        notebook = make_outputs_inert(notebook)
        told, tasks = resources["nbgrader"], read_tasks(notebook)
        cells = [] if self.plain else show_cells(notebook, Bounded())
        page = template("page.html.j2").render(
            policy=POLICY,
            made_from=self._made_from(resources),
            title=f"{told['assignment']}: {told['notebook']}",
            score=told["score"],
            most=told["max_score"],
            penalty=told["late_penalty"],
            unsafe=UNSAFE.capitalize() if notebook.metadata.get(TIER) == NOTHING else "",
            tasks=tasks,
            waiting=sum(
                max(0.0, task.points - task.score) for task in tasks if task.waits and not task.by_hand
            ),
            again=sum(task.points for task in tasks if task.waits and task.by_hand),
            pairs=[] if self.plain else self._pairs(notebook, told),
            ungraded=find_ungraded(notebook),
            plain=self.plain,
            start=start_with(tasks),
            ended=next((cell for cell in cells if cell.ended), None),
            cells=cells,
        )
        return drawable_html(without_turns(page)), resources

    def _made_from(self, resources: dict[str, Any]) -> str:
        if getattr(self.parent, "coursedir", None) is None:
            return ""
        told = resources["metadata"]
        notebook = Path(told["path"], f"{told['name']}.ipynb")
        return made_from(self.parent, notebook, resources["nbgrader"]["standing"])

    def _pairs(self, notebook: NotebookNode, told: dict[str, str]) -> list[Pair]:
        coursedir = getattr(self.parent, "coursedir", None)
        if coursedir is None:
            return []
        course, root = Course(parent=self), Path(coursedir.root)
        kept = root / course.evidence_directory / FOLDER / told["assignment"]
        use(code_of(self.config, root))
        return differing_pairs(
            notebook,
            kept / told["student"] / told["notebook"],
            lambda: " ".join(called(name)(notebook) for name in course.figure_notes),
        )


class FeedbackExporter(PageExporter):
    """The exporter of `nbgrader generate_feedback`, set through `exporter_class`.

    nbgrader does not check whether pages are out of date: it skips every submission that has one. So outdated
    pages are renewed when nbgrader creates this exporter, and nbgrader then makes the missing ones.
    """

    def __init__(self, config: Any = None, **traits: Any) -> None:
        """Renew the pages that are out of date."""
        super().__init__(config=config, **traits)
        if isinstance(self.parent, GenerateFeedback) and not self.parent.force:
            renew(self.parent, PageExporter(parent=self.parent, config=self.parent.config))


@cache
def template(name: str) -> Any:
    """Return a template, compiled once for a class; its values are escaped unless they are HTML already."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["sentence"] = sentence
    environment.filters["points"] = lambda value: f"{value:.4g}"
    environment.filters["counted"] = counted
    environment.filters["marked"] = marked_up
    environment.globals["style"] = Markup((TEMPLATES / "style.css").read_text("utf-8") + _colours())  # noqa: S704 - ours
    return environment.get_template(name)


def sentence(state: str) -> Markup:
    """Return a state as a sentence, with code as code; a call or a symbol at its start keeps its letters."""
    first = state.split(" ", 1)[0]
    is_word = first.isalpha() and first.islower() and (len(first) > 1 or first == "a")
    begins = state[0].upper() + state[1:] if is_word else state
    return marked_up(begins.rstrip(".") + ".")


def _colours() -> str:
    """Return the CSS of code, for light and dark mode."""
    light = HtmlFormatter(style=LIGHT).get_style_defs(".highlight")
    dark = HtmlFormatter(style=DARK).get_style_defs(".highlight")
    return f"\n{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"


template("page.html.j2")  # compiled at import, before workers are forked
