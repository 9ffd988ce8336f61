# tries: writes extra credit into the gradebook
# walls: private root
# canary: points
# %%
import sqlite3

book = sqlite3.connect("@COURSE@/gradebook.db", timeout=2)
book.execute(
    "update grade set extra_credit = 5 where notebook_id in (select n.id from submitted_notebook n "
    "join submitted_assignment a on n.assignment_id = a.id where a.student_id = '@ME@')"
)
book.commit()
