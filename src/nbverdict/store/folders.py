"""What lies in a folder: ordinary files, and never what a link leads to."""

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

CHUNK = 1 << 20


def ordinary_files(folder: Path) -> list[Path]:
    """Return the ordinary files below a folder, in order; links, also to folders, are not followed."""
    if folder.is_symlink() or not folder.is_dir():
        return []
    found = (Path(parent) / name for parent, _, names in os.walk(folder) for name in names)
    return sorted(path for path in found if path.is_file() and not path.is_symlink())


def copy_files(files: Iterable[Path], folder: Path, to: Path) -> None:
    """Copy files that lie below one folder to the same places below another."""
    for path in files:
        place = to / path.relative_to(folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)


def digest_of(folder: Path, files: Iterable[Path]) -> str:
    """Return what identifies files of a folder: their places in it, and their contents."""
    digest = hashlib.sha256()
    for path in files:
        name = os.fsencode(path.relative_to(folder))  # which need not be UTF-8
        digest.update(name + f"\0{path.stat().st_size}\0".encode())
        with path.open("rb") as file:
            while part := file.read(CHUNK):
                digest.update(part)
    return digest.hexdigest()


def content_of(path: Path) -> str:
    """Return what identifies the content of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
