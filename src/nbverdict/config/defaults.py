"""The engine's own configuration: every command uses it as the defaults below a course's configuration.

A course sets only what is its own. If plain nbgrader is to do the same in a course's folder, the course's
configuration calls `configure` too: nbgrader reads nothing else.
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
RELEASE = (
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.InstantiateTests",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "nbverdict.cleaning.released.DropUnnamedPictures",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
)
FEEDBACK = ("nbverdict.feedback.standing.Standing", "nbverdict.feedback.scrub.HideHidden")
SHOWN = ("nbverdict.feedback.scrub.CleanOutputs",)
FILTERS = {
    "markdown2html": "nbverdict.cleaning.bounded.BoundedMarkdown",
    "highlight_code": "nbverdict.cleaning.bounded.BoundedCode",
    "ansi2html": "nbverdict.cleaning.bounded.BoundedColours",
}


def configure(c: Config) -> None:
    """Configure nbgrader for the engine; a configuration file may call this more than once."""
    offer_kernel(os.environ)

    # A notebook that somebody validates in a course's folder may be a submission.
    c.Execute.kernel_name = WalledUnlessStaffs(Path.cwd())

    # nbgrader's own steps, and one that takes the pictures of a cleared solution away.
    c.GenerateAssignment.preprocessors = list(RELEASE)

    # The engine's own steps run and judge submissions, between nbgrader's.
    c.Autograde.exporter_class = SUBMISSIONS
    c.Autograde.sanitize_preprocessors = list(SANITIZE)
    c.Autograde.autograde_preprocessors = list(GRADE)

    # Submissions are recorded when they arrive; links are not followed, and archives cannot fill the disk.
    c.ExchangeFactory.collect = "nbverdict.intake.exchange.Collect"
    c.ExchangeFactory.list = "nbverdict.intake.listing.List"
    c.ExchangeFactory.release_feedback = "nbverdict.feedback.releasing.Release"
    c.ZipCollectApp.extractor_plugin = "nbverdict.intake.extractor.Extractor"
    c.ZipCollectApp.collector_plugin = "nbverdict.intake.lms.Collector"

    # A penalty is a function of the state, also when people gave points after grading.
    c.ExportApp.plugin_class = "nbverdict.gradebook.late.Export"

    c.GenerateFeedback.exporter_class = PAGES
    c.GenerateFeedback.preprocessors = list(FEEDBACK)

    # Formgrader shows what students wrote on a page with its reader's rights: none of it may run, and
    # formulas do not need a script. Rendering ends in time, whatever a student wrote or printed.
    c.HTMLExporter.preprocessors = list(SHOWN)
    c.TemplateExporter.filters = dict(FILTERS)
