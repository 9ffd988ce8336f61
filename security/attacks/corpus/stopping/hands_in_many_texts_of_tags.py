# tries: hands in eighty megabytes of tags, which take no room where they are packed, in texts to look through
# walls: intake
# canary: exit
# proof: namespaces/root
# %% hand in
for number in range(80):
    (folder / f"{number}.md").write_text("<b>" * 330_000)
