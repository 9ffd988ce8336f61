"""Names and time: what an answer was, if cells before or after its check change the world."""

from typing import Any

from nbformat import NotebookNode

from tools.cases.classes import Class, handed_in
from tools.cases.notebooks import code, masks, written

NAMES = Class(
    "names", lambda: {"p": masks()}, settings="c.Execute.timeout = 8\nc.ExecuteInSandbox.timeout = 8\n"
)
LATER = "what a later cell does"
EARLIER = "what an earlier cell did"
HELPED = "import numpy as np\ndef ones(n):\n    return np.ones((n, n))\ndef causal_mask(n):\n    return np.tril(ones(n))"


def later(source: str, after: str, task: str = HELPED, **more: Any) -> None:
    """Register a right answer with a cell after its check."""
    _register(LATER, source, task, after=after, **more)


def earlier(source: str, before: str, task: str = HELPED, **more: Any) -> None:
    """Register a right answer with a cell before it."""
    _register(EARLIER, source, task, before=before, **more)


def _register(
    kind: str, source: str, task: str, *, name: str, before: str = "", after: str = "", points: float = 2
) -> None:
    def build(released: NotebookNode) -> NotebookNode:
        made = written(released, task, after=[code(after)] if after else [])
        made.cells[:0] = [code(before)] if before else []
        return made

    build.__name__ = name
    build.__doc__ = f"{kind}: `{(before or after).splitlines()[0]}` costs nothing"
    handed_in(NAMES, kind, source, test=points)(build)


later("otter-grader #793", "def ones(n):\n    return None", name="helper_rebound")
later("otter-grader #793", "np = 3", name="module_rebound")
later(
    "otter-grader #30",
    "sum = 3\nlen = 4\nrange = None",
    task="import numpy as np\ndef causal_mask(n):\n    m = np.zeros((n, n))\n    for i in range(n):\n        m[i, :i + 1] = sum([1])\n    return m",
    name="builtin_rebound",
)
later(
    "otter-grader #30",
    "import builtins\nbuiltins.range = None",
    task="import numpy as np\ndef causal_mask(n):\n    m = np.zeros((n, n))\n    for i in range(n):\n        m[i, :i + 1] = 1\n    return m",
    name="builtin_patched",
)
later("nbgrader #1216", "del causal_mask", name="deleted")
later("nbgrader #1216", "%reset -f", name="reset")
later("nbgrader #1216", "get_ipython().run_line_magic('reset', '-f')\nglobals().clear()", name="cleared")
later("nbgrader #1216", "causal_mask = None", name="answer_rebound")
later("otter-grader #793", "import numpy\nnumpy.tril = numpy.triu", name="module_patched")
later("otter-grader #793", "import sys\ndel sys.modules['numpy']", name="module_removed")
later("nbclient #150", "import sys\nsys.exit()", name="exits")
later("nbclient #150", "import os\nos._exit(1)", name="kernel_gone")
later("nbclient #150", "while True:\n    pass", name="endless")
later("nbclient #150", "raise ValueError('later')", name="raises")
later("nbclient #150", "this is not python", name="no_python")
later("nbgrader #1216", "import os\nos.chdir('/')", name="folder_changed")
later(
    "nbgrader #1216",
    "import json\njson.dumps = None\nimport builtins\nbuiltins.open = None",
    name="tools_patched",
)
later("nbgrader #1216", "import sys\nsys.stdout = None\nsys.setrecursionlimit(60)", name="recursion_limit")
later(
    "nbgrader #1216",
    "SIZE = 0",
    task="import numpy as np\nSIZE = 1\ndef causal_mask(n):\n    return np.tril(SIZE * np.ones((n, n)))",
    name="constant_rebound",
)
later(
    "nbgrader #1216",
    "STATE.clear()",
    task="import numpy as np\nSTATE = [1]\ndef causal_mask(n):\n    return np.tril(STATE[0] * np.ones((n, n)))",
    name="state_mutated",
)
later(
    "nbgrader #1216",
    "class Maker:\n    def make(self, n):\n        return 0\nmaker = Maker()",
    task="import numpy as np\nclass Maker:\n    def make(self, n):\n        return np.tril(np.ones((n, n)))\nmaker = Maker()\ndef causal_mask(n):\n    return maker.make(n)",
    name="class_rebound",
)

earlier("nbgrader #1216", "import warnings\nwarnings.filterwarnings('error')", name="warnings_are_errors")
earlier(
    "nbgrader #1216",
    "import warnings\nwarnings.filterwarnings('error')",
    task="import numpy as np\nimport warnings\ndef causal_mask(n):\n    warnings.warn('slow')\n    return np.tril(np.ones((n, n)))",
    name="warnings_are_errors_of_ones_own",
    points=0,
)
earlier(
    "nbgrader #1216",
    "import locale\ntry:\n    locale.setlocale(locale.LC_ALL, 'C')\nexcept locale.Error:\n    pass",
    name="locale_set",
)
earlier(
    "nbgrader #1216",
    "import os\nos.makedirs('sub', exist_ok=True)\nos.chdir('sub')",
    name="folder_changed_before",
)
earlier("nbgrader #1216", "import os\nos.environ.clear()", name="environment_cleared")
earlier("nbgrader #1216", "import sys\nsys.setrecursionlimit(150)", name="recursion_limit_before")
earlier("nbgrader #1216", "import numpy as np\nnp.seterr(all='raise')", name="floating_errors")
earlier(
    "nbgrader #1216",
    "import numpy as np\nnp.set_printoptions(precision=1)\nnp.random.seed(0)",
    name="print_options",
)
earlier("nbgrader #1216", "import sys\nsys.path.clear()", name="path_cleared")
earlier("nbgrader #1216", "import builtins\nbuiltins.print = lambda *a, **k: None", name="print_replaced")
earlier(
    "nbgrader #1216",
    "import sys, io\nsys.stdout = io.StringIO()\nsys.stderr = io.StringIO()",
    name="streams_replaced",
)
earlier(
    "nbgrader #1216",
    "import gc\ngc.disable()\nimport threading\nthreading.Thread(target=lambda: __import__('time').sleep(600), daemon=True).start()",
    name="threads",
)
earlier(
    "nbgrader #1216",
    "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)",
    name="signals_ignored",
)
earlier("nbgrader #1216", "__name__ = 'homework'", name="name_changed")
earlier("nbgrader #1216", "from numpy import *", name="star_import")
earlier("nbgrader #1216", "import json\njson.dumps = None", name="json_patched", points=0)
earlier("nbgrader #1216", "import time\ntime.sleep = None\ntime.time = lambda: 0", name="clock_patched")
earlier(
    "nbgrader #1216",
    "type = 'mask'\nlist = [1]\nid = 4\ndict = {}\nstr = 'a'\nint = 3",
    name="builtins_as_names",
)
earlier("nbgrader #1216", "import nbverdict", name="engine_is_not_there")
earlier("nbgrader #1216", "raise RuntimeError('a failed experiment')", name="failed_experiment")


PATCHES = "import numpy as np\n_tril = np.tril\nnp.tril = lambda m, k=0: _tril(m, k)\ndef causal_mask(n):\n    return np.tril(np.ones((n, n)))"
_register(LATER, "nbgrader #1216", PATCHES, name="monkeypatch_of_ones_own", after="np.tril = _tril")
