# tries: keeps the gradebook locked for a minute, so that nobody's points can be written
# walls: private root
# canary: exit
# %%
import subprocess
import sys

lock = """
import sqlite3, time
book = sqlite3.connect("@COURSE@/gradebook.db", timeout=2, isolation_level=None)
book.execute("begin exclusive")
time.sleep(60)
"""
subprocess.Popen([sys.executable, "-c", lock], start_new_session=True)
import time

time.sleep(1.5)
