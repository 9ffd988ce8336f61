"""Releases feedback through nbgrader's exchange: a fault in one student's pages stops no others."""

import glob
from pathlib import Path, PurePath

from nbgrader.exchange.default import ExchangeReleaseFeedback

from nbverdict.intake.files import listed
from nbverdict.text.printable import line, printable
from nbverdict.text.quoted import in_our_words
from nbverdict.text.stamps import SECRET, STAMP


class Release(ExchangeReleaseFeedback):
    """nbgrader's release, one student after the other."""

    src_path: str

    def copy_files(self) -> None:
        """Release each student's pages; report and skip those that a student could not find there.

        Raises:
            ExchangeError: this machine could not release some of them.
        """
        folders = sorted(glob.glob(self.src_path))  # noqa: PTH207 - a pattern of nbgrader's
        failed = [folder for folder in folders if not self._is_done_with(Path(folder))]
        if failed:
            self.fail(f"feedback of {len(failed)} of {len(folders)} could not be released: see above")

    def _is_done_with(self, folder: Path) -> bool:
        """Release one student's pages; return False if this machine could not."""
        if reason := _cannot_be_found(folder):
            self._say("%s is not released: %s", folder, reason)
            return True
        self.src_path = glob.escape(str(folder))
        try:
            super().copy_files()
        except OSError as error:
            self._say("%s could not be released: %s", folder, in_our_words(error, folder))
            return False
        return True

    def _say(self, message: str, folder: Path, why: object) -> None:
        self.log.error("%s", line(message, listed([PurePath(*folder.parts[-3:])]), why))


def _cannot_be_found(folder: Path) -> str:
    """Return why a student could not find their pages: nbgrader names them by the submission's content."""
    if printable(str(folder)) != str(folder):
        return "its name contains invisible characters"
    for name in (STAMP, SECRET):
        try:
            told = (folder / name).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            told = ""
        if not told:
            return (
                f"its `{name}` is missing or empty: it was not handed in through the exchange, or was changed"
            )
    return ""
