"""What lies in a submitted folder: ordinary files, and never what a link leads to."""

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path


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


def digest_of(folder: Path) -> str:
    """Return what identifies a submitted folder as it lies there."""
    digest = hashlib.sha256()
    for path in ordinary_files(folder):
        name = os.fsencode(path.relative_to(folder))  # which need not be UTF-8
        digest.update(name + f"\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()
