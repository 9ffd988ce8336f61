# tries: opens the course through /proc, by the working directory, root and open files of every process
# walls: process tree
# canary: secret
# %%
import glob

for link in [*glob.glob("/proc/[0-9]*/cwd"), *glob.glob("/proc/[0-9]*/root")]:
    for path in ("course_secret", "@COURSE@/course_secret"):
        try:
            print(link, open(f"{link}/{path}").read())
        except OSError as error:
            print(link, error)
for link in glob.glob("/proc/[0-9]*/fd/*"):
    if not link.startswith("/proc/self"):
        try:
            print(link, __import__("os").readlink(link))
        except OSError as error:
            print(link, error)
