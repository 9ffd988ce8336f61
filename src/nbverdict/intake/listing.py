"""Lists what lies in nbgrader's exchange, but for folders at which nbgrader would wait or end."""

import stat
from pathlib import Path, PurePath

from nbgrader.exchange.default import ExchangeList

from nbverdict.intake.files import listed
from nbverdict.text.printable import line, printable
from nbverdict.text.quoted import in_our_words
from nbverdict.text.stamps import LONGEST, SECRET

MOST_TOLD = 10  # folders that are not listed


class List(ExchangeList):
    """Lists as nbgrader does."""

    assignments: list[str]

    def init_dest(self) -> None:
        """Find what to list; what others handed in is looked at first."""
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
    """Return why nbgrader cannot list a folder, or nothing."""
    if printable(folder.name) != folder.name:
        return "its name holds letters that nobody sees"
    try:
        if not stat.S_ISDIR(folder.lstat().st_mode):
            return "it is no folder"
        for path in folder.iterdir():
            if path.name.endswith(".ipynb") or path.name == SECRET:
                _ensure_plain(path)
    except OSError as error:
        return in_our_words(error, folder.parent)
    except ValueError as error:
        return str(error)
    return ""


def _ensure_plain(path: Path) -> None:
    """Refuse what nbgrader would read and cannot.

    Raises:
        ValueError: it is no plain file, or a secret that is none.
    """
    told = path.lstat()
    if not stat.S_ISREG(told.st_mode):
        raise ValueError(f"{listed([PurePath(path.name)])} is no plain file")
    if path.name == SECRET and not (0 < told.st_size <= LONGEST and path.read_text("utf-8")):
        raise ValueError(f"its `{SECRET}` is no line of text")
