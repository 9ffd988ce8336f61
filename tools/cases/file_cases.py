"""Files as they come: encodings, fields that are missing or mistyped, and what is not a notebook."""

import base64
import gzip
import json
from collections.abc import Callable
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_output

from tools.cases.classes import Build, Class, handed_in
from tools.cases.notebooks import masks, written

FILES = Class("files", lambda: {"p": masks()})
READ = "files that can be read"
CURLY = "the student\u2019s own \u2013 \u201cmask\u201d"  # letters that Windows-1252 has
REFUSED = "files that cannot be read"


def solved(released: NotebookNode, note: str = "") -> dict[str, Any]:
    """Return the JSON of a right submission, with a comment in its code."""
    told: dict[str, Any] = json.loads(nbformat.writes(written(released)))
    for cell in told["cells"]:
        if cell.get("id") == "task":
            cell["source"] = f"# {note}\n" + "".join(cell["source"])
    return told


def task(told: dict[str, Any]) -> dict[str, Any]:
    """Return the cell with the answer."""
    return next(cell for cell in told["cells"] if cell.get("id") == "task")


def readable(source: str) -> Callable[[Build], Build]:
    """Register a file that is read and earns full marks."""
    return handed_in(FILES, READ, source, test=2)


def unreadable(source: str, *page: str) -> Callable[[Build], Build]:
    """Register a file that is not read; the student's page says why and what to do."""
    return handed_in(FILES, REFUSED, source, page=page, waits=True, test=0)


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


@readable("jupyterlab #9933")
def no_outputs(released: NotebookNode) -> str:
    """Code cells without outputs and counts are read."""
    told = solved(released)
    for cell in told["cells"]:
        cell.pop("outputs", None), cell.pop("execution_count", None)
    return json.dumps(told)


@readable("azuredatastudio #4863")
def count_is_text(released: NotebookNode) -> str:
    """A count that is text is read."""
    told = solved(released)
    task(told)["execution_count"] = "3"
    return json.dumps(told)


@readable("azuredatastudio #4863")
def stream_without_name(released: NotebookNode) -> str:
    """A stream without a name is read."""
    told = solved(released)
    task(told)["outputs"] = [{"output_type": "stream", "text": "hello"}]
    return json.dumps(told)


@readable("azuredatastudio #4863")
def outputs_null(released: NotebookNode) -> str:
    """Outputs that are null are read."""
    told = solved(released)
    task(told)["outputs"] = None
    return json.dumps(told)


@readable("nbformat #178")
def no_cell_metadata(released: NotebookNode) -> str:
    """Cells without metadata are read, and matched by what they hold."""
    told = solved(released)
    for cell in told["cells"]:
        cell.pop("metadata", None)
    return json.dumps(told)


@readable("nbformat #178")
def metadata_null(released: NotebookNode) -> str:
    """Metadata that is null is read."""
    told = solved(released)
    told["metadata"] = None
    for cell in told["cells"]:
        cell["metadata"] = None
    return json.dumps(told)


@readable("nbformat #178")
def metadata_list(released: NotebookNode) -> str:
    """Metadata that is a list is read."""
    told = solved(released)
    told["metadata"] = []
    for cell in told["cells"]:
        cell["metadata"] = []
    return json.dumps(told)


@readable("nbformat #178")
def no_notebook_metadata(released: NotebookNode) -> str:
    """A notebook without metadata is read."""
    told = solved(released)
    del told["metadata"]
    return json.dumps(told)


@readable("nbformat #178")
def no_nbformat(released: NotebookNode) -> str:
    """A notebook that does not say its format is read."""
    told = solved(released)
    del told["nbformat"], told["nbformat_minor"]
    return json.dumps(told)


@readable("nbformat #178")
def no_minor(released: NotebookNode) -> str:
    """A notebook that does not say its minor format is read."""
    told = solved(released)
    del told["nbformat_minor"]
    return json.dumps(told)


@readable("nbformat #178")
def format_is_text(released: NotebookNode) -> str:
    """A format that is text is read."""
    return json.dumps(solved(released) | {"nbformat": "4", "nbformat_minor": "5"})


@readable("nbformat #178")
def format_is_float(released: NotebookNode) -> str:
    """A format with a point is read."""
    return json.dumps(solved(released) | {"nbformat": 4.0, "nbformat_minor": 5.0})


@readable("nbformat #328")
def future_minor(released: NotebookNode) -> str:
    """A minor format of the future is read."""
    return json.dumps(solved(released) | {"nbformat_minor": 9})


@readable("nbformat #328")
def minor_zero(released: NotebookNode) -> str:
    """Format 4.0 of Colab, whose cells have ids all the same, is read."""
    return json.dumps(solved(released) | {"nbformat_minor": 0})


@readable("nbformat #124")
def format_three(released: NotebookNode) -> str:
    """Format 3 is read."""
    from nbformat import v3, v4

    text: str = v3.writes_json(v4.downgrade(written(released)))
    return text


@readable("nbformat #124")
def no_cell_type(released: NotebookNode) -> str:
    """A code cell without a type is known by its outputs."""
    told = solved(released)
    task(told).pop("cell_type")
    return json.dumps(told)


@readable("nbformat #124")
def capital_type(released: NotebookNode) -> str:
    """A type in capitals is read."""
    told = solved(released)
    task(told)["cell_type"] = "Code"
    return json.dumps(told)


@readable("nbformat #124")
def source_null(released: NotebookNode) -> str:
    """A cell whose source is null is an empty cell."""
    told = solved(released)
    told["cells"].insert(
        0, {"cell_type": "code", "metadata": {}, "source": None, "outputs": [], "execution_count": None}
    )
    return json.dumps(told)


@readable("nbformat #124")
def no_source(released: NotebookNode) -> str:
    """A cell without a source is an empty cell."""
    told = solved(released)
    told["cells"].insert(0, {"cell_type": "markdown", "metadata": {}})
    return json.dumps(told)


@readable("nbformat #124")
def lines_without_breaks(released: NotebookNode) -> str:
    """Lines of a source without their line breaks are joined as lines."""
    told = solved(released)
    cell = task(told)
    cell["source"] = "".join(cell["source"]).split("\n")
    return json.dumps(told)


@readable("nbformat #124")
def nulls_among_lines(released: NotebookNode) -> str:
    """A null among the lines of a source costs nothing."""
    told = solved(released)
    cell = task(told)
    cell["source"] = [*"".join(cell["source"]).splitlines(keepends=True), None]
    return json.dumps(told)


@readable("nbformat #124")
def cells_as_dictionary(released: NotebookNode) -> str:
    """Cells under their numbers instead of in a list are read in that order."""
    told = solved(released)
    told["cells"] = {str(at): cell for at, cell in enumerate(told["cells"])}
    return json.dumps(told)


@readable("nbformat #124")
def null_cell(released: NotebookNode) -> str:
    """A cell that is null costs nothing."""
    told = solved(released)
    told["cells"].insert(1, None)
    return json.dumps(told)


@readable("nbformat #241")
def same_ids(released: NotebookNode) -> str:
    """The same id in every cell costs nothing."""
    told = solved(released)
    for cell in told["cells"]:
        cell["id"] = "a"
    return json.dumps(told)


@readable("nbformat #241")
def wrong_ids(released: NotebookNode) -> str:
    """Ids that nbformat refuses cost nothing."""
    told = solved(released)
    for at, cell in enumerate(told["cells"]):
        cell["id"] = f"cell {at} é"
    return json.dumps(told)


@readable("nbformat #241")
def ids_are_numbers(released: NotebookNode) -> str:
    """Ids that are numbers cost nothing."""
    told = solved(released)
    for at, cell in enumerate(told["cells"]):
        cell["id"] = at
    return json.dumps(told)


@readable("nbformat #124")
def attachments_null(released: NotebookNode) -> str:
    """Attachments that are null cost nothing."""
    told = solved(released)
    for cell in told["cells"]:
        cell["attachments"] = None
    return json.dumps(told)


@readable("nbclient #224")
def markdown_with_outputs(released: NotebookNode) -> str:
    """Outputs of a text cost nothing."""
    told = solved(released)
    told["cells"][0] |= {"outputs": [], "execution_count": None}
    return json.dumps(told)


@readable("nbclient #224")
def old_output_types(released: NotebookNode) -> str:
    """Outputs of format 3 in format 4 cost nothing."""
    told = solved(released)
    task(told)["outputs"] = [
        {"output_type": "pyout", "text": ["1"]},
        {"output_type": "pyerr"},
        {"odd": 1},
        "text",
        3,
    ]
    return json.dumps(told)


@readable("vscode-jupyter #8024")
def crlf(released: NotebookNode) -> str:
    """Line breaks of Windows in the source cost nothing."""
    told = solved(released)
    cell = task(told)
    cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")
    return json.dumps(told).replace("\n", "\r\n")


@readable("vscode-jupyter #8024")
def no_break_spaces(released: NotebookNode) -> str:
    """Separators of Unicode in a comment cost nothing."""
    return json.dumps(solved(released, "a\u2028b\u00a0c\u200bd"), ensure_ascii=False)


@readable("nbgrader #1083")
def compressed(released: NotebookNode) -> bytes:
    """A notebook that was compressed under its own name is read, or the page says what it is."""
    return gzip.compress(json.dumps(solved(released)).encode())


@unreadable("a course on GitHub", "Git LFS", "git lfs pull")
def lfs_pointer(_released: NotebookNode) -> str:
    """A pointer of Git LFS is named, with the command that fetches the file."""
    return "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n"


@unreadable("nbdime #590", "merge conflict")
def conflict(released: NotebookNode) -> str:
    """Conflict markers whose sides differ in an answer are named, with the next step."""
    text = json.dumps(solved(released), indent=1)
    line = next(one for one in text.splitlines() if "np.tril" in one)
    other = line.replace("np.tril", "np.triu")
    return text.replace(line, f"<<<<<<< HEAD\n{line}\n=======\n{other}\n>>>>>>> theirs")


@readable("nbdime #590")
def conflict_in_a_count(released: NotebookNode) -> str:
    """Conflict markers around nothing but a count or an output cost nothing."""
    text = json.dumps(solved(released), indent=1)
    line = next(one for one in text.splitlines() if "execution_count" in one)
    return text.replace(line, f"<<<<<<< HEAD\n{line}\n=======\n{line.replace('null', '4')}\n>>>>>>> 12ab", 1)


@unreadable("a course on GitHub", "web page")
def web_page(_released: NotebookNode) -> str:
    """A saved web page is named."""
    return "<!DOCTYPE html>\n<html><head><title>hw/p.ipynb at main</title></head><body>...</body></html>"


@unreadable("nbgrader #1083", "web page")
def exported_html(_released: NotebookNode) -> str:
    """A notebook that was exported as HTML is named, with the step that hands in the notebook."""
    return (
        '\n\n<!DOCTYPE html>\n<html lang="en"><head><meta name="generator" content="nbconvert"></head></html>'
    )


@unreadable("nbgrader #1083", "PDF")
def pdf(_released: NotebookNode) -> bytes:
    """A PDF under a notebook's name is named."""
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"


@unreadable("nbgrader #1083", "ZIP")
def zipped(_released: NotebookNode) -> bytes:
    """A ZIP archive under a notebook's name is named."""
    return b"PK\x03\x04" + bytes(60)


@unreadable("jupytext #1000", "script")
def script(_released: NotebookNode) -> str:
    """A Python script under a notebook's name is named."""
    return "# %%\nimport numpy as np\n\ndef causal_mask(n):\n    return np.tril(np.ones((n, n)))\n"


@unreadable("jupytext #1000", "R Markdown")
def r_markdown(_released: NotebookNode) -> str:
    """R Markdown or a Quarto document under a notebook's name is named."""
    return "---\ntitle: homework\noutput: html_document\n---\n\n```{r}\n1 + 1\n```\n"


@unreadable("Zeppelin's format", "Zeppelin")
def zeppelin(_released: NotebookNode) -> str:
    """A note of Zeppelin is named."""
    return json.dumps(
        {"paragraphs": [{"text": "%pyspark\n1", "config": {}}], "name": "hw", "id": "2A94M5J1Z"}
    )


@unreadable("a folder of Google Drive", "shortcut")
def drive_shortcut(_released: NotebookNode) -> str:
    """A shortcut of Google Drive is named."""
    return json.dumps(
        {"url": "https://colab.research.google.com/drive/1a2b", "doc_id": "1a2b", "email": "a@b.c"}
    )


@unreadable("jupyterlab #9933", "empty")
def empty(_released: NotebookNode) -> bytes:
    """An empty file is named."""
    return b""


@unreadable("jupyterlab #9933", "empty")
def zeros(_released: NotebookNode) -> bytes:
    """A file of zero bytes, which a full disk leaves, is named."""
    return bytes(4096)


@unreadable("jupyterlab #9933", "cut off")
def truncated(released: NotebookNode) -> str:
    """A file that ends in the middle is named."""
    text = json.dumps(solved(released))
    return text[: len(text) // 2]


@readable("jupyterlab #9933")
def encoded(released: NotebookNode) -> bytes:
    """A notebook in base64 is read."""
    return base64.b64encode(json.dumps(solved(released)).encode())


@unreadable("nbformat #328", "format 5")
def format_five(released: NotebookNode) -> str:
    """A major format of the future is named."""
    return json.dumps(solved(released) | {"nbformat": 5, "nbformat_minor": 0, "cells": {"a": []}})


@unreadable("nbformat #328", "no cells")
def another_json(_released: NotebookNode) -> str:
    """JSON that is not a notebook is named."""
    return json.dumps({"version": 1, "settings": {}})


@readable("nbclient #281")
def huge_output(released: NotebookNode) -> str:
    """Two megabytes of stored output cost nothing."""
    told = written(released)
    cell = next(c for c in told.cells if c.get("id") == "task")
    cell.outputs = [new_output("stream", name="stdout", text="x" * 2_000_000)]
    text: str = nbformat.writes(told)
    return text
