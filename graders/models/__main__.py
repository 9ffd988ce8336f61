"""`python -m graders.models`: the models that the course names."""

from pathlib import Path
from typing import Annotated

import typer

from nbverdict.boundary import errors_told

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="The models that the course names.",
    pretty_exceptions_enable=False,
)
HERE = Path()


@app.command()
def prepare() -> None:
    """Write offline stand-ins for models that are not in the project's cache, and offer it to this kernel."""
    from graders.models.commands import prepare_models

    prepare_models()


@app.command()
def pull(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            help="Models of the catalogue; without any, those whose weights the course's notebooks load.",
            metavar="NAME",
            show_default=False,
        ),
    ] = None,
    course_dir: Annotated[
        Path, typer.Option("--course-dir", help="The course's folder.", file_okay=False, exists=True)
    ] = HERE,
) -> None:
    """Fetch real models, verify them, and replace their stand-ins."""
    from graders.models.commands import pull_models

    pull_models(names or (), course_dir)


if __name__ == "__main__":
    with errors_told():
        app(prog_name="python -m graders.models")
