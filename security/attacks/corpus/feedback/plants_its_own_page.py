# tries: writes its feedback page itself, with full marks
# walls: private root
# canary: file
# %%
import os

os.makedirs("@COURSE@/feedback/@ME@/hw", exist_ok=True)
open("@COURSE@/feedback/999_honest.html", "w").write("<h1>@ME@: 7 of 7</h1>")
