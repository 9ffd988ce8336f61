"""Lists, copies and fingerprints the ordinary files of a folder; links are never followed."""

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

CHUNK = 1 << 20


def ordinary_files(folder: Path) -> list[Path]:
    """Return the ordinary files below a folder, sorted; links to files and folders are not followed."""
    if folder.is_symlink() or not folder.is_dir():
        return []
    found = (Path(parent) / name for parent, _, names in os.walk(folder) for name in names)
    return sorted(path for path in found if path.is_file() and not path.is_symlink())


def copy_files(files: Iterable[Path], folder: Path, to: Path) -> None:
    """Copy files below one folder to the same paths below another."""
    for path in files:
        target = to / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def digest_of(folder: Path, files: Iterable[Path]) -> str:
    """Return a fingerprint of files in a folder: of their paths in it, and their contents."""
    digest = hashlib.sha256()
    for path in files:
        name = os.fsencode(path.relative_to(folder))  # which need not be UTF-8
        digest.update(name + f"\0{path.stat().st_size}\0".encode())
        with path.open("rb") as file:
            while part := file.read(CHUNK):
                digest.update(part)
    return digest.hexdigest()


def content_of(path: Path) -> str:
    """Return a fingerprint of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
