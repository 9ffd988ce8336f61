"""Notebooks whose fields are missing or mistyped, and have one meaning."""

import json

from nbformat import NotebookNode

from tools.cases.file_class import readable, solved, task
from tools.cases.notebooks import written


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
