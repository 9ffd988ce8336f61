"""Files that are not notebooks, or cannot be read: each is named by its cause."""

import json

from nbformat import NotebookNode

from tools.cases.file_class import solved, unreadable


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


@unreadable("nbformat #328", "format 5")
def format_five(released: NotebookNode) -> str:
    """A major format of the future is named."""
    return json.dumps(solved(released) | {"nbformat": 5, "nbformat_minor": 0, "cells": {"a": []}})


@unreadable("nbformat #328", "no cells")
def another_json(_released: NotebookNode) -> str:
    """JSON that is not a notebook is named."""
    return json.dumps({"version": 1, "settings": {}})
