# tries: changes a number in the memory of a process of the same user, by three ways
# walls: process tree, refused system calls
# canary: disturbed
# %%
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


class Part(ctypes.Structure):
    _fields_ = [("place", ctypes.c_void_p), ("size", ctypes.c_size_t)]


number = ctypes.c_int(666)
mine, theirs = Part(ctypes.addressof(number), 4), Part(@ADDRESS@, 4)
print(libc.process_vm_writev(@BYSTANDER@, ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0), ctypes.get_errno())
print(libc.ptrace(16, @BYSTANDER@, 0, 0), ctypes.get_errno())
print(libc.ptrace(4, @BYSTANDER@, ctypes.c_void_p(@ADDRESS@), 666), ctypes.get_errno())
try:
    with open("/proc/@BYSTANDER@/mem", "r+b", 0) as memory:
        memory.seek(@ADDRESS@)
        memory.write(bytes(number))
except OSError as error:
    print(error)
