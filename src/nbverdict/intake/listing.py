"""Lists nbgrader's exchange without folders at which nbgrader would hang or crash."""

import stat
from pathlib import Path, PurePath

from nbgrader.exchange.default import ExchangeList

from nbverdict.intake.files import listed
from nbverdict.text.printable import line, printable
from nbverdict.text.quoted import in_our_words
from nbverdict.text.stamps import LONGEST, SECRET

MOST_TOLD = 10  # unlisted folders that are reported


class List(ExchangeList):
    """Lists as nbgrader does, after a check of each folder."""

    assignments: list[str]

    def init_dest(self) -> None:
        """Find the folders to list; those of other users are checked first."""
        super().init_dest()
        if not self.inbound:
            return
        odd = {path: reason for path in self.assignments if (reason := _odd(Path(path)))}
        self.assignments = [path for path in self.assignments if path not in odd]
        for path, reason in list(odd.items())[:MOST_TOLD]:
            self.log.error(
                "%s", line("%s is not listed: %s", listed([PurePath(PurePath(path).name)]), reason)
            )
        if len(odd) > MOST_TOLD:
            self.log.error("%d other folders are not listed", len(odd) - MOST_TOLD)


def _odd(folder: Path) -> str:
    """Return why nbgrader cannot list a folder, or an empty string."""
    if printable(folder.name) != folder.name:
        return "its name holds invisible characters"
    try:
        if not stat.S_ISDIR(folder.lstat().st_mode):
            return "it is not a folder"
        for path in folder.iterdir():
            if path.name.endswith(".ipynb") or path.name == SECRET:
                _ensure_plain(path)
    except OSError as error:
        return in_our_words(error, folder.parent)
    except ValueError as error:
        return str(error)
    return ""


def _ensure_plain(path: Path) -> None:
    """Refuse a file that nbgrader would fail to read.

    Raises:
        ValueError: it is not a regular file, or not a valid secret.
    """
    told = path.lstat()
    if not stat.S_ISREG(told.st_mode):
        raise ValueError(f"{listed([PurePath(path.name)])} is not a regular file")
    if path.name == SECRET and not (0 < told.st_size <= LONGEST and path.read_text("utf-8")):
        raise ValueError(f"its `{SECRET}` is not a single line of text")
