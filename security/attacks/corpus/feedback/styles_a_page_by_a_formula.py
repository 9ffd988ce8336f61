# tries: writes formulas that style the page they stand in, with a picture that lies elsewhere
# walls: clean pages
# canary: acts
# proof: namespaces/root
# %% why
It is $\style{cursor:url(http://localhost:8888/@ACTS@)}{x}$ and $\mmlToken{mi}[style="cursor:url(/@ACTS@)"]{x}$.
