# tries: reads a file of root's with a program that runs as root
# walls: no rights
# canary: root
# %%
import subprocess

print(subprocess.run(["@SETUID@", "@ROOTONLY@"], capture_output=True, text=True))
