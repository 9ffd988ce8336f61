# tries: starts two processes that start each other again whenever one is killed
# walls: nothing outlives
# canary: process
# %%
import subprocess
import sys

watch = """
import os, sys, time
os.setsid()
begun = float(sys.argv[2])
while time.time() - begun < 60:
    other = os.fork()
    if other == 0:
        os.setsid()
        os.execv(sys.executable, [sys.executable, "-c", sys.argv[3], *sys.argv[1:]])
    os.waitpid(other, 0)
    time.sleep(0.02)
"""
guard = """
import os, sys, time
parent = os.getppid()
while os.getppid() == parent and time.time() - float(sys.argv[2]) < 60:
    time.sleep(0.02)
os.execv(sys.executable, [sys.executable, "-c", sys.argv[4], *sys.argv[1:]])
"""
import time

subprocess.Popen([sys.executable, "-c", watch, "@ME@", str(time.time()), guard, watch])
