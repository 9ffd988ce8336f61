# tries: displays a form and a link like staff's own, which send whoever follows them where the student wants
# walls: clean pages
# canary: acts
# %%
from IPython.display import HTML, display

form = "<form action='http://localhost:8888/@ACTS@'><button>Approve</button></form>"
display(HTML(f"{form}<a href='http://localhost:8888/@ACTS@'>Open in formgrader</a>"))
