# tries: opens a file of the instructor's to everybody and sets its time, which Landlock does not know
# walls: private root
# canary: disturbed
# %%
import os

for change in (
    lambda: os.chmod("@BESIDE@", 0o666),
    lambda: os.utime("@BESIDE@", (0, 0)),
    lambda: os.setxattr("@BESIDE@", "user.attack", b"@ME@"),
    lambda: os.chown("@BESIDE@", 1500, 1500),
):
    try:
        print(change())
    except OSError as error:
        print(error)
