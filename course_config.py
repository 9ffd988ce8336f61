"""The configuration of the course, for `course` and for every nbgrader command.

nbgrader reads no other name than nbgrader_config.py, which loads this file. It is executed more than once
per command, so it only assigns.
"""

from graders.feedback.serving import guard_formgrader
from graders.grading.defaults import configure

c = get_config()

configure(c)  # `course` does so in every folder; nbgrader's own commands go by this file alone
guard_formgrader()

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
