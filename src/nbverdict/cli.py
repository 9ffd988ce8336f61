"""The `nbverdict` command."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from nbverdict.boundary import errors_told
from nbverdict.preload import uncollected

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="Grade a course of notebooks, on nbgrader.",
    pretty_exceptions_enable=False,
)

CourseDir = Annotated[
    Path, typer.Option("--course-dir", help="The course's folder.", file_okay=False, exists=True)
]
HERE = Path()


@app.command()
def init(directory: Annotated[Path, typer.Argument(help="A new or empty directory.")]) -> None:
    """Make a small course with one challenge, ready to be graded and to be changed."""
    from nbverdict.commands.init import init as make_course

    make_course(directory)


@app.command()
def release(
    assignment: Annotated[str, typer.Argument(help="The assignment, a folder of source/.")],
    course_dir: CourseDir = HERE,
) -> None:
    """Generate what students get, also if cells changed after the assignment was graded."""
    from nbverdict.commands.release import release_assignment

    release_assignment(course_dir, assignment)


@app.command()
def grade(  # noqa: PLR0913, PLR0917 - its options
    assignment: Annotated[str, typer.Argument(help="The assignment, a folder of source/.")],
    student: Annotated[str | None, typer.Option("--student", help="Grade only this student.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Grade again what has not changed.")] = False,  # noqa: FBT002 - a flag
    unsafe_no_sandbox: Annotated[  # noqa: FBT002 - a flag
        bool,
        typer.Option(
            "--unsafe-no-sandbox",
            help="If this machine has no sandbox, grade without one: students' code runs as you.",
        ),
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, help="How many at once. Default: as cores and memory allow."),
    ] = None,
    dry_run: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--dry-run", help="Only show whose score would change, and by which check.")
    ] = False,
    go_on: Annotated[  # noqa: FBT002 - a flag
        bool,
        typer.Option("--go-on", help="Grade even if the course's solution fails, or most of a class alike."),
    ] = False,
    course_dir: CourseDir = HERE,
) -> None:
    """Grade what was handed in, write feedback, and print a summary."""
    if not dry_run:
        _start_ahead(course_dir, assignment, unsafe=unsafe_no_sandbox)
    with uncollected():
        from nbverdict.commands.foresee import foresee_class
        from nbverdict.commands.grade import grade_class

    if dry_run:
        raise typer.Exit(
            foresee_class(
                course_dir,
                assignment,
                student=student,
                unsafe=unsafe_no_sandbox,
                workers=workers,
                go_on=go_on,
            )
        )
    raise typer.Exit(
        grade_class(
            course_dir,
            assignment,
            student=student,
            force=force,
            unsafe=unsafe_no_sandbox,
            workers=workers,
            go_on=go_on,
        )
    )


@app.command()
def check(
    assignment: Annotated[str, typer.Argument(help="The assignment, a folder of source/.")],
    course_dir: CourseDir = HERE,
) -> None:
    """Grade answers whose grade is known, before release, and refuse checks that cannot be trusted."""
    from nbverdict.commands.check import check_assignment

    raise typer.Exit(check_assignment(course_dir, assignment))


@app.command()
def regrade(  # noqa: PLR0913, PLR0917 - its options
    assignment: Annotated[str, typer.Argument(help="The assignment, a folder of source/.")],
    reason: Annotated[str, typer.Option("--reason", help="What students read about it.")] = "",
    drop: Annotated[
        str | None,
        typer.Option("--drop", metavar="CHECK", help="Drop this check for everybody; the others count more."),
    ] = None,
    full_marks: Annotated[
        str | None, typer.Option("--full-marks", metavar="CHECK", help="Give everybody this check's points.")
    ] = None,
    undo: Annotated[
        str | None, typer.Option("--undo", metavar="CHECK", help="Undo the decision about this check.")
    ] = None,
    dry_run: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--dry-run", help="Only show whose score would change.")
    ] = False,
    course_dir: CourseDir = HERE,
) -> None:
    """Repair a faulty check for everybody, and grade again from stored evidence."""
    from nbverdict.commands.regrade import regrade_class

    raise typer.Exit(
        regrade_class(
            course_dir,
            assignment,
            drop=drop,
            full_marks=full_marks,
            undo=undo,
            reason=reason,
            dry_run=dry_run,
        )
    )


@app.command()
def report(
    assignment: Annotated[str, typer.Argument(help="The assignment, a folder of source/.")],
    mine: Annotated[
        str | None, typer.Option("--mine", metavar="K/N", help="Only one share of the queue, e.g. 1/3.")
    ] = None,
    course_dir: CourseDir = HERE,
) -> None:
    """Write a report on a graded class: scores, checks, mistakes, and what needs a person."""
    from nbverdict.commands.report import report_class

    report_class(course_dir, assignment, mine=mine)


@app.command()
def review(  # noqa: PLR0913, PLR0917 - its options
    assignment: Annotated[str, typer.Argument(help="The assignment, a folder of source/.")],
    group: Annotated[str | None, typer.Argument(help="A group of answers, as the report names it.")] = None,
    score: Annotated[float | None, typer.Option("--score", help="Points for each of them.")] = None,
    comment: Annotated[str | None, typer.Option("--comment", help="What their students read.")] = None,
    student: Annotated[
        list[str] | None,
        typer.Option("--student", help="Only this student of the group. May be repeated."),
    ] = None,
    give: Annotated[bool, typer.Option("--give", help="Apply it, instead of a preview.")] = False,  # noqa: FBT002 - a flag
    undo: Annotated[int | None, typer.Option("--undo", metavar="NUMBER", help="Undo this review.")] = None,
    course_dir: CourseDir = HERE,
) -> None:
    """Score or comment on a group of answers at once, after a preview.

    Without a group, list the reviews so far.
    """
    from nbverdict.commands.review import list_reviews, review_group, undo_review

    given = give or any(one is not None for one in (group, score, comment, student))
    if undo is not None and given:
        raise typer.BadParameter("--undo takes a whole review back, and nothing else with it")
    if undo is not None:
        undo_review(course_dir, assignment, undo)
    elif group is None:
        list_reviews(course_dir, assignment)
    else:
        review_group(
            course_dir, assignment, group, students=student or (), score=score, comment=comment, give=give
        )


@app.command()
def restore(
    assignment: Annotated[str, typer.Argument(help="The assignment, a folder of source/.")],
    student: Annotated[str, typer.Argument(help="The student.")],
    version: Annotated[
        int | None, typer.Option("--version", help="Its number. Default: the last that could be graded.")
    ] = None,
    course_dir: CourseDir = HERE,
) -> None:
    """Bring an older version of a submission back, and grade it again."""
    from nbverdict.commands.restore import restore_version

    raise typer.Exit(restore_version(course_dir, assignment, student, version=version))


@app.command()
def doctor(course_dir: CourseDir = HERE) -> None:
    """Report what is missing on this machine, and what to do."""
    from nbverdict.commands.doctor import examine

    raise typer.Exit(examine(course_dir))


@app.command()
def preview(
    assignment: Annotated[str, typer.Argument(help="The assignment, a folder of source/.")],
    course_dir: CourseDir = HERE,
) -> None:
    """Run an assignment's notebooks as released and as solved, time them, and render both to HTML."""
    from nbverdict.commands.preview import preview as run_preview

    raise typer.Exit(run_preview(course_dir, assignment))


def _start_ahead(course_dir: Path, assignment: str, *, unsafe: bool) -> None:
    """Start the slow parts before the rest of the grader is imported."""
    from nbverdict.config.settings import find_course
    from nbverdict.course import prewarm as ahead

    ahead.start(find_course(course_dir.resolve()), assignment, unsafe=unsafe)


def main() -> None:
    """Run the command behind the error boundary."""
    # optional for jsonschema: it compiles grammars for a second, for formats that notebooks do not have
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    with errors_told():
        app()
