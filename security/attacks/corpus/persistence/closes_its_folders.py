# tries: leaves folders that nobody may list, so that nobody can remove what lies in them
# walls: own places to write
# canary: file
# %%
import os
import tempfile

os.umask(0)
for folder in (".", tempfile.gettempdir(), "/tmp", os.path.expanduser("~")):
    try:
        os.mkdir(f"{folder}/attack-@ME@", 0o300)
        open(f"{folder}/attack-@ME@/file", "w").write("answers")
        os.mkdir(f"{folder}/attack-@ME@/deeper", 0o300)
    except OSError as error:
        print(error)
connection = get_ipython().kernel.config.get("IPKernelApp", {})
sockets = [line.split()[-1] for line in open("/proc/net/unix") if "/k-" in line] if os.path.exists("/proc/net/unix") else []
for folder in {os.path.dirname(path) for path in sockets} | {os.getcwd(), tempfile.gettempdir()}:
    try:
        os.chmod(folder, 0)
    except OSError as error:
        print(error)
