"""The engine of a course that grades itself: what a course author writes with.

A notebook's hidden line imports `grade`; everything else is for the modules of `graders/`, for a course's
configuration and for its tests. Each name loads what is behind it when it is first asked for.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbverdict.authoring.check import check
    from nbverdict.authoring.mistake import mistake
    from nbverdict.compare.difference import Wrong
    from nbverdict.compare.equal import expect_equal
    from nbverdict.compare.numbers import Tolerance
    from nbverdict.config.defaults import configure
    from nbverdict.evidence.answers import Answers
    from nbverdict.evidence.arguments import Folder
    from nbverdict.evidence.cases import Attribute, Case, Given, Method
    from nbverdict.execution.inline import assess, grade

HOMES = {
    "Answers": "evidence.answers",
    "Attribute": "evidence.cases",
    "Case": "evidence.cases",
    "Folder": "evidence.arguments",
    "Given": "evidence.cases",
    "Method": "evidence.cases",
    "Tolerance": "compare.numbers",
    "Wrong": "compare.difference",
    "assess": "execution.inline",
    "check": "authoring.check",
    "configure": "config.defaults",
    "expect_equal": "compare.equal",
    "grade": "execution.inline",
    "mistake": "authoring.mistake",
}

__all__ = [
    "Answers",
    "Attribute",
    "Case",
    "Folder",
    "Given",
    "Method",
    "Tolerance",
    "Wrong",
    "assess",
    "check",
    "configure",
    "expect_equal",
    "grade",
    "mistake",
]


def __getattr__(name: str) -> Any:
    """Return a public name, imported when it is first asked for.

    Raises:
        AttributeError: it is none.
    """
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
