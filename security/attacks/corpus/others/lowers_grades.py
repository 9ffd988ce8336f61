# tries: takes points off everybody in the gradebook
# walls: private root
# canary: honest
# %%
import sqlite3

book = sqlite3.connect("@COURSE@/gradebook.db", timeout=2)
book.execute("update grade set auto_score = 0")
book.commit()
