"""Loads a course's configuration: nbgrader's files, in nbgrader's order, over the engine's own.

A file that cannot be read stops a command: nbgrader would go on without it, and so without walls.
"""

import json
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb
from typing import Any

from jupyter_core.paths import jupyter_config_path
from traitlets.config import Config, JSONFileConfigLoader, PyFileConfigLoader
from traitlets.config.loader import ConfigFileNotFound, LazyConfigValue

from nbverdict.config.defaults import configure
from nbverdict.errors import StaffError

NBGRADER, JUPYTER = "nbgrader_config", "jupyter_config"
CONFIG = f"{NBGRADER}.py"
REPAIR = "repair it, or leave the file empty: the engine has its own defaults"
OUTDATED = ("NbGraderConfig", "BasicConfig", "BaseNbGraderApp", "BaseApp", "NbGrader", "TransferApp")


@dataclass(frozen=True)
class ConfigSource:
    """One file that configures a course, and its content."""

    path: Path
    config: Config


def everywhere() -> list[ConfigSource]:
    """Return the files in Jupyter's folders, which configure every course of this user, the lowest first.

    Raises:
        StaffError: one of the files cannot be read.
    """
    folders = [Path(folder) for folder in reversed(jupyter_config_path())]
    return [source for name in (JUPYTER, NBGRADER) for folder in folders for source in _read(folder, name)]


def sources_of(root: Path) -> list[ConfigSource]:
    """Return the files that configure a course, as nbgrader reads them, the lowest first.

    Raises:
        StaffError: one of them cannot be read.
    """
    return [*everywhere(), *_read(root, NBGRADER)]


def merged(sources: Sequence[ConfigSource], below: Config | None = None) -> Config:
    """Return the merged configuration of these files, over the one below them."""
    config = below if below is not None else Config()
    filters = dict(config.TemplateExporter.get("filters", {}))
    for one in sources:
        config.merge(deepcopy(one.config))  # else the files after it would change it
        own = config.TemplateExporter.get("filters")
        if isinstance(own, dict):  # a file names those that it adds, and does not mean to drop others
            config.TemplateExporter.filters = filters = {**filters, **own}
    return _renamed(config)


def engine() -> Config:
    """Return the engine's own configuration."""
    config = Config()
    configure(config)
    return config


def _read(folder: Path, name: str) -> Iterator[ConfigSource]:
    """Yield a folder's files of this name: in Python, then in JSON."""
    for loader_class, ending in ((PyFileConfigLoader, ".py"), (JSONFileConfigLoader, ".json")):
        loader: Any = loader_class(f"{name}{ending}", path=str(folder))
        try:
            config = loader.load_config()
        except ConfigFileNotFound:
            continue
        except (Exception, SystemExit) as error:
            raise _unreadable(folder / f"{name}{ending}", error) from error
        yield ConfigSource(folder / f"{name}{ending}", config)


def _unreadable(path: Path, error: BaseException) -> StaffError:
    """Return an error about a file that cannot be read, with the line and a hint."""
    if isinstance(error, SyntaxError):
        at, line, what = error.filename or path, error.lineno, f"it is not valid Python: {error.msg}"
    elif isinstance(error, json.JSONDecodeError):
        at, line, what = path, error.lineno, f"it is not valid JSON: {error.msg}"
    else:
        at, line = _where(path, error)
        what = f"it raised {type(error).__name__}: {error}".rstrip(": ").splitlines()[0]
    place = f"{at}, line {line}" if line else f"{at}"
    return StaffError(f"the configuration {place} cannot be used: {what}", hint=REPAIR)


def _where(path: Path, error: BaseException) -> tuple[str | Path, int | None]:
    """Return the file of the configuration that raised an error, and the line."""
    frames = extract_tb(error.__traceback__)
    at = next((n for n, frame in enumerate(frames) if Path(frame.filename) == path), None)
    if at is None:
        return path, None
    beside = [frame for frame in frames[at:] if Path(frame.filename).parent == path.parent]
    return beside[-1].filename, beside[-1].lineno


def _renamed(config: Config) -> Config:
    """Return a configuration with outdated names replaced, as nbgrader renames them."""
    if not any(config.get(name) for name in OUTDATED):
        return config
    from nbgrader.apps.baseapp import NbGrader

    app = NbGrader(log_level="ERROR")
    app.update_config(config)
    renamed: Config = app.config
    return renamed


def plain(value: Any, default: Sequence[Any] = ()) -> list[Any]:
    """Return a list from a configuration, which may only hold additions to a default."""
    items = value.get_value(list(default)) if isinstance(value, LazyConfigValue) else value
    return list(items) if isinstance(items, list | tuple) else [items]
