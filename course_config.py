"""The configuration of the course, for `course` and for every nbgrader command.

nbgrader reads no other name than nbgrader_config.py, which loads this file. It is executed more than once
per command, so it only assigns.
"""

import os
from pathlib import Path

from nbverdict.config.defaults import configure
from nbverdict.feedback.serving import guard_formgrader

HERE = Path(__file__).resolve().parent
MODELS = {"HF_HUB_CACHE": str(HERE / ".models" / "hub"), "HF_HUB_OFFLINE": "1"}
CHOSEN_BY_USER = ("HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE")

c = get_config()

configure(c)  # `course` does so in every folder; nbgrader's own commands go by this file alone
guard_formgrader()

c.CourseDirectory.course_id = "transformers"
c.Course.graders_directory = str(HERE / "graders")
c.Course.device = "auto"  # where the reference computes: auto, cpu or cuda
c.Course.choose_device = "graders.shared.device.choose_device"
c.Course.depends_on = ["graders.models.hooks.depends_on"]
c.Course.figure_notes = ["graders.models.hooks.models_used"]
c.Course.notices = ["graders.models.hooks.stand_in_line"]
c.Course.looks = ["graders.models.hooks.looks"]

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

# Notebooks and references load models from this repository's cache, and so do nbgrader's own commands and
# JupyterLab unless their user chose another.
c.Sandbox.visible = [MODELS["HF_HUB_CACHE"]]
c.Sandbox.environment = MODELS
if not any(os.environ.get(name) for name in CHOSEN_BY_USER):
    os.environ.update(MODELS)

# Who keeps every T5 that the task names, in full and in half precision, holds 2.5 GB and maps 9 GB: twice as
# much is let through.
c.Sandbox.memory_mb = 6144
c.Sandbox.mapped_mb = 22528

# release/ is committed and the gradebook is not: a fresh clone must generate into a folder that exists.
c.GenerateAssignment.force = True
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\n..."}  # legal within a function and outside
