# tries: displays Markdown with a picture that is attached to no cell, at which whoever makes a page of it gives up
# walls: clean pages
# canary: exit
# %%
from IPython.display import Markdown, display

display(Markdown("![a](attachment:a.png)"))
