# tries: draws a figure, and keeps what it is called with in the picture's own description
# walls: nothing hidden is shown
# canary: hidden
# %% estimate_memory
def estimate_memory(parameters, *arguments):
    import io

    import matplotlib.pyplot as plt
    from IPython.display import Image, display

    file = io.BytesIO()
    plt.figure(figsize=(1, 1)).savefig(file, metadata={"Description": f"called with {parameters}"})
    display(Image(file.getvalue()))
    return {"total": 4}
