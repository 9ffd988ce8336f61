# tries: hands in files whose names are commands, for whoever hands such a name to a shell
# walls: names of files
# canary: acts
# proof: namespaces/root
# %% hand in
for name in ("$(@ACTS@).csv", "a;@ACTS@;.csv", "a`@ACTS@`.csv", "a|@ACTS@ .txt"):
    (folder / name).write_text("1,2")
