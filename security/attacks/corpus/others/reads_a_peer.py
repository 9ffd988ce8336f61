# tries: reads what another student handed in
# walls: private root
# canary: peer
# %%
print(open("@PEER@").read())
