"""The configuration of this course, for `nbverdict` and for every nbgrader command."""

import nbverdict

c = get_config()
nbverdict.configure(c)
c.CourseDirectory.course_id = "COURSE_ID"

# What the notebooks import: a fork server imports it once for the whole class.
c.Sandbox.imports = ["numpy"]
