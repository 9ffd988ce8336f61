"""Reports which folders of the exchange are not collected, and why: students can make any number of them."""

import os
from collections import Counter
from pathlib import Path, PurePath
from typing import Any

from nbverdict.intake.files import listed
from nbverdict.text.printable import line
from nbverdict.text.quoted import in_our_words, one_line

MOST_TOLD = 10  # folders, for each reason
LONGEST = 255  # characters of a name


class Uncollected:
    """The folders that are not collected: the log names a few for each reason, and a file all of them."""

    def __init__(self, log: Any, file: Path) -> None:
        """Start with an empty list."""
        self._log, self._file = log, file
        self._reasons: Counter[str] = Counter()
        self._lines: list[str] = []

    def __len__(self) -> int:
        return len(self._lines)

    def tell(self, folder: str, reason: str, more: str = "") -> None:
        """Report why a folder is not collected; folders are counted by reason, without `more`."""
        name = PurePath(PurePath(folder).name)
        self._reasons[reason] += 1
        if self._reasons[reason] <= MOST_TOLD:
            self._log.error("%s", line("%s is not collected: %s%s", listed([name]), reason, more))
        whole = one_line(os.fsencode(name).decode("utf-8", "replace"), most=LONGEST)
        self._lines.append(line("`%s` is not collected: %s%s", whole, reason, more))

    def finish(self) -> None:
        """Report how many others there are, and where all are listed; without any, remove an old list."""
        others = {reason: count - MOST_TOLD for reason, count in self._reasons.items() if count > MOST_TOLD}
        try:
            self._write(is_wanted=bool(others))
            listing = f"`{self._file}` lists all of them"
        except OSError as error:
            listing = f"they cannot be listed: {in_our_words(error, self._file.parent)}"
        for reason, count in others.items():
            self._log.error("%s", line("%d others are not collected: %s; %s", count, reason, listing))

    def _write(self, *, is_wanted: bool) -> None:
        if not is_wanted:
            self._file.unlink(missing_ok=True)
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text("".join(f"{one}\n" for one in self._lines), "utf-8")
