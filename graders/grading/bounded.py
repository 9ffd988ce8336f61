"""What a cell puts out, cut to what a reader can take in before it fills memory, notebook and page."""

from collections import Counter
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

CUT = "\n... this output is longer and was cut ...\n"
LETTERS = 1_000_000  # of one cell; the pictures of an honest one are ten times smaller
OF_ALL = 20_000_000  # letters of all cells of a notebook
MESSAGE = 100  # letters that a message costs, however little is in it
TAG = 50  # letters that a tag costs whoever parses the page
LINE, LINES = 2_000, 100  # of an error, and of the plain form of a result
KINDS = ("stream", "error", "display_data", "execute_result", "update_display_data")
PLACES = 4  # in which one display is shown; each update is written to all of them
DECIDING = ("error", "execute_result")


class BoundedOutput:
    """Mixed into an nbclient: of each cell it keeps the first outputs, and the first error and result.

    An error and a result may decide points; what else a cell puts out is for its reader.
    """

    def forget_outputs(self) -> None:
        """Count anew; called before a notebook is run."""
        self._used: dict[int, int] = {}
        self._places: Counter[str] = Counter()

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        """Take one message of a kernel; called by nbclient for each."""
        kind, content = msg["msg_type"], msg["content"]
        left = min(LETTERS - self._used.get(cell_index, 0), OF_ALL - sum(self._used.values()))
        full = left <= 0
        if full and kind in KINDS and not (kind in DECIDING and _first(kind, cell)):
            if not cell.outputs:  # a reader should see that something was there
                cell.outputs.append(new_output("stream", name="stdout", text=CUT))
            return None
        if kind in KINDS:
            self._shorten(kind, content, left)
            self._part(kind, content)
            self._used[cell_index] = self._used.get(cell_index, 0) + _cost(content)
        return super().process_message(msg, cell, cell_index)  # type: ignore[misc]

    def on_cell_executed(self, **options: Any) -> None:
        """Take the reply to a cell; nbgrader makes an output of an error that only the reply tells."""
        if options["execute_reply"]["content"].get("status") == "error":
            _shorten_error(options["execute_reply"]["content"])
        super().on_cell_executed(**options)  # type: ignore[misc]

    def _part(self, kind: str, content: dict[str, Any]) -> None:
        """Let no display be in so many places that an update of it multiplies what it costs."""
        told = content.get("transient")
        name = str(told.get("display_id", "")) if isinstance(told, dict) else ""
        if name and kind != "update_display_data":
            self._places[name] += 1
            if self._places[name] > PLACES:
                content["transient"] = {}

    def _shorten(self, kind: str, content: dict[str, Any], left: int) -> None:
        """Cut a message to what its cell has room for."""
        if kind == "stream":
            content["text"] = content["text"][: max(left, 0)] + (CUT if len(content["text"]) > left else "")
        elif kind == "error":
            _shorten_error(content)
        else:
            data = content["data"]
            kept = {form: value for form, value in data.items() if _cost(value) <= left + MESSAGE}
            plain = str(data.get("text/plain", CUT))[:LINE]
            content["data"] = kept if kept.keys() == data.keys() else {**kept, "text/plain": plain}
            if len(str(content.get("metadata", ""))) > LINE:
                content["metadata"] = {}


def _cost(content: Any) -> int:
    text = str(content)
    return MESSAGE + len(text) + TAG * text.count("<")


def _shorten_error(content: dict[str, Any]) -> None:
    content["ename"] = str(content["ename"])[:LINE]
    content["evalue"] = str(content["evalue"])[:LINE]
    content["traceback"] = [str(line)[:LINE] for line in content["traceback"][-LINES:]]


def _first(kind: str, cell: NotebookNode) -> bool:
    return not any(output.output_type == kind for output in cell.outputs)
