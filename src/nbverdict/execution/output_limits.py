"""Limits on a cell's output, so that it does not fill memory, notebook or page."""

from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from nbverdict.cleaning.inert import count_of, inert_content
from nbverdict.sandbox.messages import CUT

LETTERS = 1_000_000  # characters of one cell; honest pictures are ten times smaller
OF_ALL = 20_000_000  # characters of all cells of a notebook
MESSAGE, PRINTED = 300, 10  # characters that an output costs, and a further part of a printed one
TAG = 50  # characters that a tag costs, as parsing it is slow
LINE, LINES = 2_000, 100  # characters per line, and lines, of an error or a plain result
NAMED = 500  # outputs of a notebook with a display id
KINDS = ("stream", "error", "display_data", "execute_result", "update_display_data", "clear_output")
DECIDING = ("error", "execute_result")


class BoundedOutput:
    """A mixin for nbclient that keeps the first outputs of each cell, and its first error and result.

    An error and a result may decide points; other outputs are only for the reader.
    """

    _display_id_map: dict[str, dict[int, list[int]]]  # nbclient's: the positions of outputs by display id
    clear_before_next_output: bool  # nbclient's

    def forget_outputs(self) -> None:
        """Reset the counters; called before a notebook is run."""
        self._used: dict[int, int] = {}
        self._printing: tuple[NotebookNode, list[str]] | None = None  # the growing output, and its parts

    def settle_outputs(self) -> None:
        """Join the printed parts into their output; called when a cell has ended in any way."""
        if self._printing:
            output, parts = self._printing
            output.text = "".join(parts)
            self._printing = None

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        """Process one message of the kernel; called by nbclient."""
        kind, content = msg["msg_type"], msg["content"]
        if "execution_count" in content:
            content["execution_count"] = count_of(content)
        if kind not in KINDS:
            return super().process_message(msg, cell, cell_index)  # type: ignore[misc]
        content |= inert_content(kind, content)
        left = min(LETTERS - self._used.get(cell_index, 0), OF_ALL - sum(self._used.values()))
        decides = kind in DECIDING and not any(output.output_type == kind for output in cell.outputs)
        if left > 0 or decides:
            self._shorten(kind, content, left)
            if kind == "stream" and self._prints_on(content, cell):
                self._charge(cell_index, _cost(content["text"]) - MESSAGE + PRINTED)
                return self._print_on(content["text"], cell.outputs[-1])
            copies = self._copies(content)
            self._charge(cell_index, cost := _cost(content) * copies)
            if copies == 1 or cost <= left or decides:
                self.settle_outputs()
                return super().process_message(msg, cell, cell_index)  # type: ignore[misc]
        if not cell.outputs:  # show that there was an output
            cell.outputs.append(new_output("stream", name="stdout", text=CUT))
        return None

    def _charge(self, cell_index: int, letters: int) -> None:
        self._used[cell_index] = self._used.get(cell_index, 0) + letters

    def on_cell_executed(self, **options: Any) -> None:
        """Process the reply to a cell; nbgrader makes an output of an error that only the reply holds."""
        self.settle_outputs()
        if options["execute_reply"]["content"].get("status") == "error":
            _shorten_error(options["execute_reply"]["content"])
        super().on_cell_executed(**options)  # type: ignore[misc]

    def _prints_on(self, content: dict[str, Any], cell: NotebookNode) -> bool:
        """Return whether text continues the last printed output, as every notebook viewer shows it."""
        last = cell.outputs[-1] if cell.outputs else {}
        same = last.get("output_type") == "stream" and last.get("name") == content["name"]
        return same and not self.clear_before_next_output

    def _print_on(self, text: str, output: NotebookNode) -> None:
        if self._printing is None or self._printing[0] is not output:
            self.settle_outputs()
            self._printing = output, [output.text]
        self._printing[1].append(text)

    def _copies(self, content: dict[str, Any]) -> int:
        """Return how many copies an output will have; beyond `NAMED` display ids, new ones are dropped."""
        name = content.get("transient", {}).get("display_id")
        if name and name not in self._display_id_map and len(self._display_id_map) >= NAMED:
            content["transient"] = {}
        places = self._display_id_map.get(name, {}).values()
        return 1 + sum(map(len, places))

    def _shorten(self, kind: str, content: dict[str, Any], left: int) -> None:
        """Shorten a message to the rest of its cell's limit."""
        if kind == "stream":
            content["text"] = content["text"][: max(left, 0)] + (CUT if len(content["text"]) > left else "")
        elif kind == "error":
            _shorten_error(content)
        elif kind != "clear_output":
            data = content["data"]
            kept = {form: value for form, value in data.items() if _cost(value) <= left + MESSAGE}
            plain = str(data.get("text/plain", CUT))[:LINE]
            content["data"] = kept if kept.keys() == data.keys() else {**kept, "text/plain": plain}


def _cost(content: Any) -> int:
    text = str(content)
    return MESSAGE + len(text) + TAG * text.count("<")


def _shorten_error(content: dict[str, Any]) -> None:
    content["ename"] = str(content["ename"])[:LINE]
    content["evalue"] = str(content["evalue"])[:LINE]
    content["traceback"] = [str(line)[:LINE] for line in content["traceback"][-LINES:]]
