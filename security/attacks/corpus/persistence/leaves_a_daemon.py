# tries: starts a process in a session of its own that goes on when grading is over
# walls: nothing outlives
# canary: process
# %%
import subprocess

script = "setsid bash -c 'exec -a attack-@ME@ sleep 300' >/dev/null 2>&1 &"
subprocess.Popen(["bash", "-c", script], start_new_session=True)
