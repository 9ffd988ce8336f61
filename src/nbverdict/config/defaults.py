"""The engine's own configuration: every command lays it below whatever a course configures.

A course says only what is its own. Where plain nbgrader is to do the same in a course's folder, the course's
configuration calls `configure` too: nbgrader asks nobody else.
"""

import os
from pathlib import Path

from traitlets.config import Config

from nbverdict.sandbox.kernelspec import WalledUnlessStaffs, offer_kernel

SUBMISSIONS = "nbverdict.execution.exporter.SubmissionExporter"
PAGES = "nbverdict.feedback.page.FeedbackExporter"
SANITIZE = (
    "nbverdict.intake.metadata.Intake",
    "nbverdict.intake.pictures.KeepFigures",
    "nbgrader.preprocessors.ClearOutput",
    "nbverdict.intake.repair.MatchCells",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
)
GRADE = (
    "nbverdict.execution.preprocessors.ExecuteAndJudge",
    "nbgrader.preprocessors.IgnorePattern",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbverdict.execution.pending.MarkPending",
    "nbgrader.preprocessors.AssignLatePenalties",
)
FEEDBACK = ("nbverdict.feedback.standing.Standing", "nbverdict.feedback.scrub.HideHidden")
SHOWN = ("nbverdict.feedback.scrub.CleanOutputs",)
FILTERS = {
    "markdown2html": "nbverdict.cleaning.bounded.BoundedMarkdown",
    "highlight_code": "nbverdict.cleaning.bounded.BoundedCode",
    "ansi2html": "nbverdict.cleaning.bounded.BoundedColours",
}


def configure(c: Config) -> None:
    """Configure nbgrader as the engine needs it; a configuration file may call this more than once."""
    offer_kernel(os.environ)

    # Whoever validates a notebook in the folder of a course may have a submission before them.
    c.Execute.kernel_name = WalledUnlessStaffs(Path.cwd())

    # Submissions are run and judged by the engine's own steps, between nbgrader's.
    c.Autograde.exporter_class = SUBMISSIONS
    c.Autograde.sanitize_preprocessors = list(SANITIZE)
    c.Autograde.autograde_preprocessors = list(GRADE)

    # What comes in is written down when it comes; links are not followed, and no archive fills the disk.
    c.ExchangeFactory.collect = "nbverdict.intake.exchange.Collect"
    c.ExchangeFactory.list = "nbverdict.intake.listing.List"
    c.ExchangeFactory.release_feedback = "nbverdict.feedback.releasing.Release"
    c.ZipCollectApp.extractor_plugin = "nbverdict.intake.extractor.Extractor"
    c.ZipCollectApp.collector_plugin = "nbverdict.intake.lms.Collector"

    c.GenerateFeedback.exporter_class = PAGES
    c.GenerateFeedback.preprocessors = list(FEEDBACK)

    # Formgrader shows what students wrote on a page that acts as its reader: nothing of it runs, and formulas
    # need no script. Pages come to an end, whatever a student wrote or printed.
    c.HTMLExporter.preprocessors = list(SHOWN)
    c.TemplateExporter.filters = dict(FILTERS)
