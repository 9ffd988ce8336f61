"""Files as they come: encodings, wrappings, and what is left around a notebook."""

import base64
import gzip
import json

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_output

from tools.cases.file_class import CURLY, readable, solved
from tools.cases.notebooks import written


@readable("MyST-NB #359")
def bom(released: NotebookNode) -> bytes:
    """A byte order mark before UTF-8 is read."""
    return json.dumps(solved(released)).encode("utf-8-sig")


@readable("notebook #3510")
def utf16(released: NotebookNode) -> bytes:
    """UTF-16 with its mark is read."""
    return json.dumps(solved(released, "naïve"), ensure_ascii=False).encode("utf-16")


@readable("notebook #3510")
def utf16_be(released: NotebookNode) -> bytes:
    """UTF-16 of the other order is read."""
    return b"\xfe\xff" + json.dumps(solved(released, "naïve"), ensure_ascii=False).encode("utf-16-be")


@readable("notebook #3510")
def utf16_bare(released: NotebookNode) -> bytes:
    """UTF-16 without a mark is read: every second byte is zero."""
    return json.dumps(solved(released)).encode("utf-16-le")


@readable("notebook #3510")
def utf32(released: NotebookNode) -> bytes:
    """UTF-32 with its mark is read."""
    return json.dumps(solved(released)).encode("utf-32")


@readable("ipython #10762")
def cp1252(released: NotebookNode) -> bytes:
    """A curly quote of Windows-1252 in a comment is read."""
    return json.dumps(solved(released, CURLY), ensure_ascii=False).encode("cp1252")


@readable("ipython #10762")
def latin1(released: NotebookNode) -> bytes:
    """A letter of Latin-1 in a comment is read."""
    return json.dumps(solved(released, "été"), ensure_ascii=False).encode("latin-1")


@readable("ipython #10762")
def cp1251(released: NotebookNode) -> bytes:
    """A Cyrillic comment of Windows-1251 costs nothing."""
    return json.dumps(solved(released, "маска"), ensure_ascii=False).encode("cp1251")


@readable("ipython #10762")
def gbk(released: NotebookNode) -> bytes:
    """A Chinese comment of GBK costs nothing."""
    return json.dumps(solved(released, "下三角掩码"), ensure_ascii=False).encode("gbk")


@readable("ipython #10762")
def shift_jis(released: NotebookNode) -> bytes:
    """A Japanese comment of Shift JIS, which has bytes of backslashes, costs nothing."""
    return json.dumps(solved(released, "表示ソース"), ensure_ascii=False).encode("shift_jis")


@readable("nbformat #233")
def lone_surrogate(released: NotebookNode) -> str:
    """Half of an emoji, as an escape, costs nothing."""
    return json.dumps(solved(released, "@@")).replace("@@", "\\ud83d")


@readable("nbformat #233")
def raw_surrogate(released: NotebookNode) -> bytes:
    """Half of an emoji, as bytes, costs nothing."""
    return json.dumps(solved(released, "@@")).encode().replace(b"@@", b"\xed\xa0\xbd")


@readable("nbformat #233")
def odd_byte(released: NotebookNode) -> bytes:
    """One byte that is no UTF-8 among much that is costs nothing, and the rest stays as it is."""
    return json.dumps(solved(released, "été @@"), ensure_ascii=False).encode().replace(b"@@", b"\xff")


@readable("nbconvert #1731")
def trailing_bytes(released: NotebookNode) -> bytes:
    """Zero bytes after the end, which a broken disk leaves, cost nothing."""
    return json.dumps(solved(released)).encode() + b"\x00" * 300


@readable("jupyterlab #9933")
def old_tail(released: NotebookNode) -> str:
    """What remains of a longer file, over which a shorter one was written, costs nothing."""
    return json.dumps(solved(released), indent=1) + "\n }\n ]\n}\n"


@readable("jupyterlab #9933")
def trailing_comma(released: NotebookNode) -> str:
    """A comma too many, as it remains after a merge by hand, costs nothing."""
    return json.dumps(solved(released), indent=1).replace("\n ],\n", ",\n ],\n", 1)


@readable("nbformat #161")
def raw_newline(released: NotebookNode) -> str:
    """A line break inside a string costs nothing."""
    return json.dumps(solved(released, "a\tb")).replace("\\t", "\t")


@readable("jupyter_server #1200")
def contents_model(released: NotebookNode) -> str:
    """The answer of Jupyter's contents service, saved as a file, holds the notebook."""
    return json.dumps(
        {
            "name": "p.ipynb",
            "path": "p.ipynb",
            "type": "notebook",
            "format": "json",
            "content": solved(released),
        }
    )


@readable("jupyter_server #1200")
def twice_encoded(released: NotebookNode) -> str:
    """A notebook that was encoded twice is read."""
    return json.dumps(json.dumps(solved(released)))


@readable("nbgrader #1406")
def nan_in_metadata(released: NotebookNode) -> str:
    """NaN, which JSON does not know, costs nothing."""
    told = solved(released)
    told["metadata"]["run"] = {"loss": float("nan")}
    return json.dumps(told)


@readable("nbgrader #1083")
def compressed(released: NotebookNode) -> bytes:
    """A notebook that was compressed under its own name is read, or the page says what it is."""
    return gzip.compress(json.dumps(solved(released)).encode())


@readable("nbdime #590")
def conflict_in_a_count(released: NotebookNode) -> str:
    """Conflict markers around nothing but a count or an output cost nothing."""
    text = json.dumps(solved(released), indent=1)
    line = next(one for one in text.splitlines() if "execution_count" in one)
    return text.replace(line, f"<<<<<<< HEAD\n{line}\n=======\n{line.replace('null', '4')}\n>>>>>>> 12ab", 1)


@readable("jupyterlab #9933")
def encoded(released: NotebookNode) -> bytes:
    """A notebook in base64 is read."""
    return base64.b64encode(json.dumps(solved(released)).encode())


@readable("nbclient #281")
def huge_output(released: NotebookNode) -> str:
    """Two megabytes of stored output cost nothing."""
    told = written(released)
    cell = next(c for c in told.cells if c.get("id") == "task")
    cell.outputs = [new_output("stream", name="stdout", text="x" * 2_000_000)]
    text: str = nbformat.writes(told)
    return text
