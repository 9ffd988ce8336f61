"""Stock nbgrader as a careful instructor sets it up: short time limits, hidden tests kept out of feedback."""

c = get_config()

c.CourseDirectory.course_id = "attacks"
c.GenerateAssignment.force = True
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nreturn None"}
c.Execute.timeout = 8
c.GenerateFeedback.force = True
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.GetGrades",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
