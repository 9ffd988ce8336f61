"""What the name of a file makes a browser, Python or pytest do with it.

What a file is to a browser is decided by its name alone, for that is what formgrader's server goes by.
"""

import mimetypes
import sys
from collections.abc import Collection
from functools import lru_cache
from importlib.metadata import packages_distributions
from pathlib import PurePath

ACTIVE = "a browser would run it"
STARTS = "Python or pytest would run it by its name"

BROWSER = (".html", ".htm", ".shtml", ".xhtml", ".xht", ".svg", ".svgz", ".js", ".mjs", ".xml", ".xsl")
CODE, COMPILED = ("py", "pyc", "pyw"), ("so", "pyd")
BY_NAME = ("sitecustomize", "usercustomize", "conftest")


def refused_by_name(path: PurePath, tops: Collection[PurePath], packages: Collection[PurePath]) -> str:
    """Return why a file is refused for what its name makes a browser, Python or pytest do with it."""
    above = (top for top in path.parents if top in tops)
    module = next((name for top in above if (name := _imported(path, top, packages)) in _modules()), None)
    if module:
        return STARTS if module in BY_NAME else f"it would be imported in the place of `{module}`"
    suffix = path.suffix.casefold()
    kind = mimetypes.guess_type(f"a{suffix}")[0] or ""
    return ACTIVE if suffix in BROWSER or kind.endswith("+xml") else ""


def _imported(path: PurePath, top: PurePath, packages: Collection[PurePath]) -> str:
    """Return the module that a file is, or is of, to code that runs in one of the folders above it."""
    first, *rest = path.relative_to(top).parts
    if rest:  # a folder without an __init__ gives way to any installed package
        return first if top / first in packages else ""
    return module_of(first)


def module_of(name: str) -> str:
    """Return the name that a file of code is imported by; a compiled one may tell its Python between dots."""
    stem, _, suffix = name.rpartition(".")
    if suffix in COMPILED:
        return stem.split(".")[0]
    return stem if suffix in CODE else ""


@lru_cache(maxsize=1)
def _modules() -> frozenset[str]:
    """Return what can be imported on this machine; its kernels have the same packages."""
    return frozenset({*sys.stdlib_module_names, *packages_distributions(), *BY_NAME, "graders"})
