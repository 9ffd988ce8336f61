# tries: reads the file that hidden cases are drawn from
# walls: private root
# canary: secret
# %%
print(open("@COURSE@/course_secret").read())
