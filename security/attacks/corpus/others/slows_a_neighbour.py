# tries: takes priority, limits and luck from a process of the same user
# walls: process tree, refused system calls
# canary: disturbed
# %%
import os
import resource

for change in (
    lambda: os.setpriority(os.PRIO_PROCESS, @BYSTANDER@, 19),
    lambda: os.sched_setscheduler(@BYSTANDER@, os.SCHED_IDLE, os.sched_param(0)),
    lambda: resource.prlimit(@BYSTANDER@, resource.RLIMIT_NOFILE, (9, 9)),
    lambda: open("/proc/@BYSTANDER@/oom_score_adj", "w").write("1000"),
):
    try:
        print(change())
    except OSError as error:
        print(error)
