"""Names and time: what an answer was, if cells before or after its check change the world."""

from collections.abc import Mapping

from nbformat import NotebookNode

from tools.cases.classes import Class, handed_in
from tools.cases.notebooks import code, masks, written

NAMES = Class(
    "names", lambda: {"p": masks()}, settings="c.ExecuteInSandbox.timeout = 8\nc.Execute.timeout = 8\n"
)
LATER = "what a later cell does"
EARLIER = "what an earlier cell did"

HELPED = """\
import numpy as np
def ones(n):
    return np.ones((n, n))
def causal_mask(n):
    return np.tril(ones(n))"""
LOOPED = """\
import numpy as np
def causal_mask(n):
    m = np.zeros((n, n))
    for i in range(n):
        m[i, :i + 1] = sum([1])
    return m"""
CONSTANT = """\
import numpy as np
SIZE = 1
def causal_mask(n):
    return np.tril(SIZE * np.ones((n, n)))"""
STATE = """\
import numpy as np
STATE = [1]
def causal_mask(n):
    return np.tril(STATE[0] * np.ones((n, n)))"""
OBJECT = """\
import numpy as np
class Maker:
    def make(self, n):
        return np.tril(np.ones((n, n)))
maker = Maker()
def causal_mask(n):
    return maker.make(n)"""
WARNING = """\
import numpy as np
import warnings
def causal_mask(n):
    warnings.warn('slow')
    return np.tril(np.ones((n, n)))"""
TABLE = """\
import numpy as np
import pandas as pd
ONES = pd.Series({True: 1.0})
def causal_mask(n):
    return np.tril(ONES[True] * np.ones((n, n)))"""
GRID = """\
import numpy as np
grid = [[0] * 5000 for _ in range(5000)]
def causal_mask(n):
    return np.tril(np.ones((n, n)))"""
PATCHED = """\
import numpy as np
_tril = np.tril
np.tril = lambda m, k=0: _tril(m, k)
def causal_mask(n):
    return np.tril(np.ones((n, n)))"""

AFTER: Mapping[str, str] = {  # cells that stand after the check of `HELPED`
    "helper_rebound": "def ones(n):\n    return None",
    "module_rebound": "np = 3",
    "deleted": "del causal_mask",
    "reset": "%reset -f",
    "cleared": "globals().clear()",
    "answer_rebound": "causal_mask = None",
    "module_patched": "import numpy\nnumpy.tril = numpy.triu",
    "module_removed": "import sys\ndel sys.modules['numpy']",
    "exits": "import sys\nsys.exit()",
    "kernel_gone": "import os\nos._exit(1)",
    "endless": "while True:\n    pass",
    "raises": "raise ValueError('later')",
    "no_python": "this is not python",
    "folder_changed": "import os\nos.chdir('/')",
    "tools_patched": "import json\njson.dumps = None\nimport builtins\nbuiltins.open = None",
    "recursion_limit": "import sys\nsys.stdout = None\nsys.setrecursionlimit(60)",
}
AFTER_TASKS: Mapping[str, tuple[str, str]] = {  # a task, and a cell after its check
    "builtin_rebound": (LOOPED, "sum = 3\nlen = 4\nrange = None"),
    "builtin_patched": (LOOPED, "import builtins\nbuiltins.range = None"),
    "constant_rebound": (CONSTANT, "SIZE = 0"),
    "state_mutated": (STATE, "STATE.clear()"),
    "class_rebound": (OBJECT, "class Maker:\n    def make(self, n):\n        return 0\nmaker = Maker()"),
    "object_changed": (OBJECT, "Maker.make = lambda self, n: 0"),
    "patch_of_ones_own": (PATCHED, "np.tril = _tril"),
}
ALONE: Mapping[str, str] = {"large_table": TABLE, "large_grid": GRID}  # without a cell that changes anything
BEFORE: Mapping[str, str] = {  # cells that stand before `HELPED`
    "warnings_are_errors": "import warnings\nwarnings.filterwarnings('error')",
    "locale_set": "import locale\nlocale.setlocale(locale.LC_ALL, 'C')",
    "folder_changed_before": "import os\nos.makedirs('sub', exist_ok=True)\nos.chdir('sub')",
    "environment_cleared": "import os\nos.environ.clear()",
    "recursion_limit_before": "import sys\nsys.setrecursionlimit(150)",
    "floating_errors": "import numpy as np\nnp.seterr(all='raise')",
    "print_options": "import numpy as np\nnp.set_printoptions(precision=1)\nnp.random.seed(0)",
    "path_cleared": "import sys\nsys.path.clear()",
    "print_replaced": "import builtins\nbuiltins.print = lambda *a, **k: None",
    "streams_replaced": "import sys, io\nsys.stdout = io.StringIO()\nsys.stderr = io.StringIO()",
    "threads": "import threading, time\nthreading.Thread(target=time.sleep, args=[600], daemon=True).start()",
    "signals_ignored": "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)",
    "name_changed": "__name__ = 'homework'",
    "star_import": "from numpy import *",
    "clock_patched": "import time\ntime.sleep = None\ntime.time = lambda: 0",
    "builtins_as_names": "type = 'mask'\nlist = [1]\nid = 4\ndict = {}\nstr = 'a'\nint = 3",
    "engine_is_not_there": "import nbverdict",
    "failed_experiment": "raise RuntimeError('a failed experiment')",
}


def _register(
    name: str, kind: str, task: str, *, before: str = "", after: str = "", points: float = 2
) -> None:
    """Register a right answer beside a cell that changes something."""

    def build(released: NotebookNode) -> NotebookNode:
        made = written(released, task, after=[code(after)] if after else [])
        made.cells[:0] = [code(before)] if before else []
        return made

    build.__name__ = name
    build.__doc__ = f"`{(before or after).splitlines()[-1]}`: {points:g} of 2 points"
    source = "otter-grader #793" if kind is LATER else "nbgrader #1216"
    handed_in(NAMES, kind, source, test=points)(build)


for _name, _cell in AFTER.items():
    _register(_name, LATER, HELPED, after=_cell)
for _name, (_task, _cell) in AFTER_TASKS.items():
    _register(_name, LATER, _task, after=_cell)
for _name, _task in ALONE.items():
    _register(_name, LATER, _task, after="# nothing")
for _name, _cell in BEFORE.items():
    _register(_name, EARLIER, HELPED, before=_cell)
_register("own_warning_is_an_error", EARLIER, WARNING, before=BEFORE["warnings_are_errors"], points=0)
_register("json_patched", EARLIER, HELPED, before="import json\njson.dumps = None", points=0)
