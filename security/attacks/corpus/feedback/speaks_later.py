# tries: prints what it is called with from a thread, in the name of a cell before
# walls: nothing hidden is shown
# canary: hidden
# %% estimate_memory
import threading

heard = []
begun = threading.Event()


def speak():
    import time

    for _ in range(40):
        time.sleep(0.2)
        print("called with", heard)


threading.Thread(target=speak, daemon=True).start()


def estimate_memory(parameters, *arguments):
    heard.append(parameters)
    import time

    time.sleep(0.5)
    return {"total": 4}
