"""Values of other types than a reader looks for, and outputs and metadata of every kind."""

from functools import cache
from typing import Any

from hypothesis import strategies as st

from security.fuzz.letters import LENGTHS, texts

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
MIMES = (
    "text/plain",
    "text/html",
    "text/markdown",
    "text/latex",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "image/gif",
    "application/javascript",
    "application/json",
    "application/pdf",
    "application/vnd.jupyter.widget-view+json",
    "application/x-nbgrader",
    "text/x-python\n",
    "",
    "<b>",
)
NAMES = (
    "nbgrader",
    "tags",
    "trusted",
    "collapsed",
    "jupyter",
    "slideshow",
    "filename",
    "filenames",
    "name",
    "raw_mimetype",
    "ungraded",
    "received",
    "course",
    "sandbox",
    "run",
    "repaired",
    "history",
    "kernelspec",
    "language_info",
    "widgets",
    "authors",
    "title",
    "__class__",
    "",
)
OF_NBGRADER = (
    "grade",
    "grade_id",
    "locked",
    "points",
    "schema_version",
    "solution",
    "task",
    "checksum",
    "cell_type",
    "max_score",
    "other",
)


def deep(depth: int) -> Any:
    """Return a list in a list in a list."""
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


@cache
def plain() -> st.SearchStrategy[Any]:
    """Draw one value without parts."""
    numbers = st.sampled_from(
        (0, 1, -1, 2**31, 2**63, 2**64, -(2**70), 10**400, 0.5, -0.0, 1e308, float("nan"), float("inf"))
    )
    return st.one_of(st.none(), st.booleans(), numbers, st.integers(), texts(LENGTHS))


@cache
def anything() -> st.SearchStrategy[Any]:
    """Draw any JSON, some of it deep."""
    parts = st.recursive(
        plain(),
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
        ),
        max_leaves=8,
    )
    return st.one_of(plain(), parts, st.sampled_from((3, 40, 400)).map(deep))


@cache
def bundles() -> st.SearchStrategy[dict[str, Any]]:
    """Draw forms of an output by their kinds."""
    value = st.one_of(texts(), st.just(PNG), st.lists(texts(LENGTHS), max_size=3), anything())
    return st.dictionaries(st.sampled_from(MIMES), value, max_size=4)


@cache
def outputs() -> st.SearchStrategy[Any]:
    """Draw an output of some kind, parts of which may be missing or of another type."""
    kinds = st.sampled_from(
        ("stream", "error", "display_data", "execute_result", "update_display_data", "pyout", "")
    )
    told = st.fixed_dictionaries(
        {},
        optional={
            "output_type": st.one_of(kinds, kinds, kinds, anything()),
            "name": st.one_of(st.sampled_from(("stdout", "stderr")), anything()),
            "text": st.one_of(texts(), st.lists(texts(LENGTHS), max_size=3), anything()),
            "data": st.one_of(bundles(), bundles(), anything()),
            "metadata": st.one_of(st.just({}), metadata(), anything()),
            "execution_count": anything(),
            "ename": st.one_of(texts(LENGTHS), anything()),
            "evalue": st.one_of(texts(LENGTHS), anything()),
            "traceback": st.one_of(st.lists(texts(LENGTHS), max_size=3), anything()),
            "transient": anything(),
        },
    )
    return st.one_of(told, told, told, anything())


@cache
def of_nbgrader() -> st.SearchStrategy[Any]:
    """Draw metadata as nbgrader's, of which nothing need be right."""
    ids = st.sampled_from(tuple(f"{kind}-part{n}" for kind in ("mask", "test", "why") for n in range(10)))
    value = st.one_of(st.booleans(), ids, st.sampled_from((1e9, -5, 0, "2", 3)), anything())
    return st.one_of(st.dictionaries(st.sampled_from(OF_NBGRADER), value, max_size=8), anything())


@cache
def metadata() -> st.SearchStrategy[Any]:
    """Draw metadata of a cell, an output or a notebook."""
    value = st.one_of(anything(), of_nbgrader())
    return st.one_of(st.dictionaries(st.sampled_from(NAMES), value, max_size=5), anything())
