# tries: computes for ever and ignores every signal that it can ignore
# walls: time
# canary: exit
# %%
import signal

for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
while True:
    try:
        while True:
            sum(range(10_000))
    except BaseException:
        pass
