"""Which content of each submission was graded, so that it is not graded again."""

import json
from pathlib import Path


class Ledger:
    """The ledger below a course's evidence; where it cannot be read, nothing was graded yet."""

    def __init__(self, evidence: Path) -> None:
        """Name the file; it is made when the first submission is graded."""
        self.path = evidence / "graded.json"

    def find(self, assignment: str, student: str) -> str | None:
        """Return the content that was graded last."""
        return self._read().get(assignment, {}).get(student)

    def enter(self, assignment: str, student: str, digest: str) -> None:
        """Write down what was graded."""
        entries = self._read()
        entries.setdefault(assignment, {})[student] = digest
        self._write(entries)

    def drop(self, assignment: str, student: str) -> None:
        """Forget a submission, so that the next run grades it."""
        entries = self._read()
        if entries.get(assignment, {}).pop(student, None) is not None:
            self._write(entries)

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            found = json.loads(self.path.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        whole = isinstance(found, dict) and all(isinstance(entries, dict) for entries in found.values())
        return found if whole else {}

    def _write(self, entries: dict[str, dict[str, str]]) -> None:
        """Write beside it and replace: a run that is cut off leaves a whole ledger."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        new = self.path.with_name(f".{self.path.name}")
        new.write_text(json.dumps(entries, indent=1), "utf-8")
        new.replace(self.path)
