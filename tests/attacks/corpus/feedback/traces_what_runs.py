# tries: traces all code that runs in its process, and prints the constants in it
# walls: checks outside, nothing hidden is shown
# canary: hidden
# %%
import sys


def trace(frame, event, argument):
    numbers = [value for value in frame.f_code.co_consts if type(value) is int and value > 1_000_000]
    if numbers:
        sys.__stdout__ and print("called with", numbers)


sys.setprofile(trace)
