# tries: displays HTML with a script, which whoever reads the page runs
# walls: clean pages
# canary: acts
# %%
from IPython.display import HTML, display

display(HTML("<script>fetch('/api/contents/@ACTS@')</script><img src=x onerror='run(\"@ACTS@\")'>"))
