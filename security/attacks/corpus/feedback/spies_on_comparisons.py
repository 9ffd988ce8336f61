# tries: returns an object that prints what it is compared with
# walls: plain values, checks outside
# canary: hidden
# %%
class Spy:
    shape = None

    def __eq__(self, other):
        print("leaked", len(other))
        return self

    def all(self):
        return True
# %% causal_mask
def causal_mask(n):
    spy = Spy()
    spy.shape = (n, n)
    return spy
