"""The configuration of the course, for `course` and for every nbgrader command.

nbgrader reads no other name than nbgrader_config.py, which loads this file. It is executed more than once
per command, so it only assigns.
"""

import os

from graders.models.cache import offer_project_cache
from graders.sandbox.kernelspec import offer_kernel

c = get_config()

offer_project_cache(os.environ)
offer_kernel(os.environ)

c.CourseDirectory.course_id = "transformers"
c.Course.device = "auto"  # where the reference computes: auto, cpu or cuda

# What the notebooks import: a fork server does it once for the whole class.
c.Sandbox.imports = [
    "matplotlib.pyplot",
    "pandas",
    "safetensors.torch",
    "seaborn",
    "torch",
    "transformers.AutoConfig",
    "transformers.AutoModel",
    "transformers.AutoTokenizer",
    "transformers.BertModel",
    "transformers.T5Model",
]

# Who keeps every T5 that the task names, in full and in half precision, holds 2.5 GB and maps 9 GB: twice as
# much is let through.
c.Sandbox.memory_mb = 6144
c.Sandbox.mapped_mb = 22528

# release/ is committed and the gradebook is not: a fresh clone must generate into a folder that exists.
c.GenerateAssignment.force = True
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nreturn None"}

# Submissions are run and judged by the course's own steps, between nbgrader's.
c.Autograde.exporter_class = "graders.grading.ungraded.SubmissionExporter"
c.Autograde.sanitize_preprocessors = [
    "graders.grading.intake.metadata.Intake",
    "graders.grading.intake.figures.KeepFigures",
    "nbgrader.preprocessors.ClearOutput",
    "graders.grading.intake.repair.MatchCells",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "graders.grading.execute.ExecuteAndJudge",
    "nbgrader.preprocessors.IgnorePattern",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "graders.grading.pending.MarkPending",
    "nbgrader.preprocessors.AssignLatePenalties",
]

# What comes in is written down when it comes; links are not followed, and no archive fills the disk.
c.ExchangeFactory.collect = "graders.grading.intake.exchange.Collect"
c.ZipCollectApp.extractor_plugin = "graders.grading.intake.lms.Extractor"
c.ZipCollectApp.collector_plugin = "graders.grading.intake.lms.Collector"

c.GenerateFeedback.exporter_class = "graders.feedback.page.FeedbackExporter"
c.GenerateFeedback.preprocessors = [
    "graders.feedback.standing.Standing",
    "graders.feedback.scrub.HideHidden",
]

# Formgrader shows what students wrote on a page that acts as its reader: nothing of it runs, and formulas
# need no script. Pages come to an end, whatever a student wrote or printed.
c.HTMLExporter.preprocessors = ["graders.feedback.scrub.CleanOutputs"]
c.TemplateExporter.filters = {
    "markdown2html": "graders.feedback.bounded.BoundedMarkdown",
    "highlight_code": "graders.feedback.bounded.BoundedCode",
    "ansi2html": "graders.feedback.bounded.BoundedColours",
}
