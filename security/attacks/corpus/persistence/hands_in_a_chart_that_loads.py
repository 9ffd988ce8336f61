# tries: hands in pages and charts that a browser or JupyterLab runs when somebody opens them
# walls: names of files
# canary: acts
# %% file results.vg.json
{"data": [{"name": "a", "url": "/files/@ACTS@"}]}
# %% file notes.html
<script>fetch("/files/@ACTS@")</script>
# %% file drawing.svg
<svg xmlns="http://www.w3.org/2000/svg"><script>fetch("/files/@ACTS@")</script></svg>
