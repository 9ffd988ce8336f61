# tries: imports the grader's reference and lets it answer
# walls: private root
# canary: points
# proof: landlock/user
# %% estimate_memory
import sys

sys.path.insert(0, "@REPOSITORY@")


def estimate_memory(parameters, precision="fp32", training=False):
    from graders.estimate_memory.reference import memory_megabytes

    return memory_megabytes(parameters, precision, training=training)
