# tries: answers with texts where numbers are compared, so that a check of ours raises
# walls: plain values
# canary: broken
# proof: landlock/user
# %% estimate_memory
def estimate_memory(*arguments):
    return {"weights": "four", "gradients": "none", "optimizer": None, "total": "4"}
