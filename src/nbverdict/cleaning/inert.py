"""A short allow-list of what may leave a notebook; everything else is removed before it is shown.

nbconvert and JupyterLab read far more of a notebook than its text: metadata of an output names files that a
page then loads, counts and languages are put into pages unescaped, tags and raw cells choose templates. A
student controls all of these, in the notebook that they hand in or from their process.
"""

import base64
import binascii
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from nbformat import NotebookNode

from nbverdict.cleaning.pixels import is_drawable
from nbverdict.text.expressions import Expression, encodable

TEXTS = ("text/plain", "text/html", "text/markdown", "text/latex", "image/svg+xml")
PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}
NOT_SHOWN = "This part could not be shown."
CELLS = ("code", "markdown", "raw")
KERNEL = ("name", "display_name", "language")  # of a kernelspec
ATTACHED = r"[\p{L}\p{N}._%~-]+"  # the name of an attached picture: characters without a meaning elsewhere
WORD = Expression(r"[\w .()+-]{1,80}")
NAME = Expression(r"[A-Za-z0-9_-]{1,200}")  # nbgrader's rule for a grade_id, with a maximum length
LANGUAGE = {
    "name": "python",
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "pygments_lexer": "ipython3",
}  # whatever a process reports


def text_of(value: Any) -> str | None:
    """Return a text, or a list of its lines, as one encodable text; None if it is neither.

    JSON and Python accept a lone surrogate, but files and browsers do not.
    """
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        value = "".join(value)
    return encodable(value) if isinstance(value, str) else None


def writable(value: Any) -> Any:
    """Return plain data in which every text is encodable."""
    if isinstance(value, Mapping):
        kind = NotebookNode if isinstance(value, NotebookNode) else dict
        return kind({str(text_of(str(key))): writable(one) for key, one in value.items()})
    if isinstance(value, list | tuple):
        return [writable(one) for one in value]
    return text_of(value) if isinstance(value, str) else value


def inert_content(kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the allowed content of an output of this kind, from a notebook or a kernel's message."""
    if kind == "stream":
        name = content.get("name")
        return {"name": name if name in ("stdout", "stderr") else "stdout", "text": _text(content, "text")}
    if kind == "error":
        lines = content.get("traceback")
        trace = [text_of(line) or "" for line in lines] if isinstance(lines, list) else []
        return {"ename": _text(content, "ename"), "evalue": _text(content, "evalue"), "traceback": trace}
    return {"data": _data(content.get("data"), decides=kind == "execute_result"), "metadata": NotebookNode()}


def inert_outputs(outputs: Any) -> Iterator[NotebookNode]:
    """Yield the outputs of a cell with their allowed content; malformed ones are dropped."""
    for output in outputs if isinstance(outputs, list) else ():
        kind = output.get("output_type") if isinstance(output, Mapping) else None
        if kind in ("stream", "error", "display_data", "execute_result"):
            safe = inert_content(kind, output)
            safe |= {"execution_count": count_of(output)} if kind == "execute_result" else {}
            safe = {name: NotebookNode(one) if isinstance(one, dict) else one for name, one in safe.items()}
            yield NotebookNode(output_type=kind, **safe)


def make_inert(
    notebook: NotebookNode, *, ours: Iterable[str] = (), ours_of_cells: Iterable[str] = ()
) -> None:
    """Remove everything that is not on the list, except metadata of these names, which we wrote ourselves."""
    notebook.metadata = NotebookNode(
        {name: notebook.metadata[name] for name in ours if name in notebook.metadata}
        | ({"kernelspec": _kernel(found)} if (found := notebook.metadata.get("kernelspec")) else {})
        | ({"language_info": NotebookNode(LANGUAGE)} if "language_info" in notebook.metadata else {})
    )
    kept = tuple(ours_of_cells)
    for cell in notebook.cells:
        _make_inert(cell, kept)


def make_outputs_inert(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook of ours with inert outputs, in which every text is encodable."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = list(inert_outputs(cell.get("outputs")))
    return NotebookNode(writable(notebook))


def count_of(cell: Mapping[str, Any]) -> int | None:
    """Return the execution count of a cell, which pages show unescaped; None unless it is a number."""
    count = cell.get("execution_count")
    return count if isinstance(count, int) and not isinstance(count, bool) else None


def packed_picture(kind: str, data: Any) -> str | None:
    """Return a picture's base64 without spaces; None if it is not of this kind, or has too many pixels."""
    packed = "".join((text_of(data) or "").split())
    try:
        start = base64.b64decode(packed, validate=True)[: len(PICTURES[kind])]
    except (binascii.Error, ValueError):
        return None
    return packed if start == PICTURES[kind] and is_drawable(packed) else None


def _make_inert(cell: NotebookNode, ours: tuple[str, ...]) -> None:
    if cell.get("cell_type") not in CELLS:
        cell["cell_type"] = "raw"
    meta = cell.get("metadata")
    meta = meta if isinstance(meta, Mapping) else {}
    allowed = {name: meta[name] for name in ours if name in meta}
    allowed |= {name: meta[name] for name in ("deletable", "editable") if isinstance(meta.get(name), bool)}
    if isinstance(meta.get("nbgrader"), Mapping) and (own := _nbgrader(meta["nbgrader"])):
        allowed["nbgrader"] = own
    kept = {
        "id": str(cell.get("id") or ""),
        "cell_type": cell["cell_type"],
        "metadata": NotebookNode(allowed),
        "source": text_of(cell.get("source")) or "",
    }
    if cell["cell_type"] == "code":
        kept |= {"outputs": list(inert_outputs(cell.get("outputs"))), "execution_count": count_of(cell)}
    if cell["cell_type"] == "markdown" and isinstance(cell.get("attachments"), Mapping):
        kept["attachments"] = _attachments(cell["attachments"])
    cell.clear()
    cell.update({name: one for name, one in kept.items() if name != "id" or one})


def _text(content: Mapping[str, Any], name: str) -> str:
    found = text_of(content.get(name))
    return NOT_SHOWN if found is None else found


def _data(data: Any, *, decides: bool) -> dict[str, str]:
    """Return the formats of an output that are on the list.

    The text of a result may decide points, so it is always kept.
    """
    raw = data if isinstance(data, Mapping) else {}
    kept = {kind: text for kind in TEXTS if (text := text_of(raw.get(kind))) is not None}
    if "<!ENTITY" in kept.get("image/svg+xml", ""):  # it expands to millions of characters
        del kept["image/svg+xml"]
    kept |= {kind: one for kind in PICTURES if kind in raw and (one := packed_picture(kind, raw[kind]))}
    lost = any(kind in raw and kind not in kept for kind in (*PICTURES, *TEXTS))
    if not kept or (lost and kept.keys() == {"text/plain"} and not decides):
        return {"text/plain": NOT_SHOWN}
    return kept


def _attachments(attachments: Mapping[str, Any]) -> NotebookNode:
    """Return attached pictures; a name without one stays, as nbconvert fails at a missing name."""
    return NotebookNode(
        {
            str(text_of(str(name))): NotebookNode(
                {
                    kind: one
                    for kind, data in (kinds.items() if isinstance(kinds, Mapping) else ())
                    if kind in PICTURES and (one := packed_picture(kind, data))
                }
                or {"image/png": ""}
            )
            for name, kinds in attachments.items()
        }
    )


def _kernel(spec: Any) -> NotebookNode:
    fields = {name: spec.get(name) for name in KERNEL} if isinstance(spec, Mapping) else {}
    return NotebookNode({name: one for name, one in fields.items() if _matches(WORD)(one)})


def _matches(pattern: Expression) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_number(value: Any) -> bool:
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:  # an integer that is too large for a float
        return False


OF_NBGRADER: dict[str, Callable[[Any], bool]] = {
    "grade_id": _matches(NAME),
    "checksum": _matches(NAME),
    "cell_type": lambda value: value in CELLS,
    "points": _is_number,
    "schema_version": _is_number,
    **dict.fromkeys(("grade", "solution", "locked", "task"), _is_flag),
}


def _nbgrader(metadata: Mapping[str, Any]) -> NotebookNode:
    """Return the fields that nbgrader writes into a cell, if they have the right types."""
    known = {name: metadata[name] for name in OF_NBGRADER if name in metadata}
    return NotebookNode({name: value for name, value in known.items() if OF_NBGRADER[name](value)})
