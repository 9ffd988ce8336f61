# tries: leaves files in every place where everybody may write
# walls: own places to write
# canary: file
# %%
for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run/lock", "@HOME@"):
    try:
        open(f"{folder}/attack-@ME@", "w").write("answers")
    except OSError as error:
        print(error)
