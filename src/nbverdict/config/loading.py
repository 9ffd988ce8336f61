"""What configures a course: nbgrader's files, in nbgrader's order, over the engine's own configuration.

A file that cannot be read stops a command: nbgrader goes on without it, which would be without walls.
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
REPAIR = "mend it, or leave the file empty: the engine brings what it needs"
OUTDATED = ("NbGraderConfig", "BasicConfig", "BaseNbGraderApp", "BaseApp", "NbGrader", "TransferApp")


@dataclass(frozen=True)
class ConfigSource:
    """One file that configures a course, and what it says."""

    path: Path
    config: Config


def everywhere() -> list[ConfigSource]:
    """Return what configures every course of this user: Jupyter's folders, the lowest first.

    Raises:
        StaffError: one of the files cannot be read.
    """
    folders = [Path(folder) for folder in reversed(jupyter_config_path())]
    return [found for name in (JUPYTER, NBGRADER) for folder in folders for found in _read(folder, name)]


def sources_of(root: Path) -> list[ConfigSource]:
    """Return the files that configure a course, as nbgrader reads them, the lowest first.

    Raises:
        StaffError: one of them cannot be read.
    """
    return [*everywhere(), *_read(root, NBGRADER)]


def merged(sources: Sequence[ConfigSource], below: Config | None = None) -> Config:
    """Return what these files say together, over what lies below them."""
    config = below if below is not None else Config()
    filters = dict(config.TemplateExporter.get("filters", {}))
    for one in sources:
        config.merge(deepcopy(one.config))  # which would else be changed by the files after it
        own = config.TemplateExporter.get("filters")
        if isinstance(own, dict):  # a file names those that it adds, and means to lose none
            config.TemplateExporter.filters = filters = {**filters, **own}
    return _renamed(config)


def engine() -> Config:
    """Return the engine's own configuration."""
    config = Config()
    configure(config)
    return config


def _read(folder: Path, name: str) -> Iterator[ConfigSource]:
    """Yield a folder's file of this name in Python, and the one in JSON."""
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
    """Return one sentence about a file that cannot be read: where, and what to do."""
    if isinstance(error, SyntaxError):
        at, line, what = error.filename or path, error.lineno, f"it is no Python: {error.msg}"
    elif isinstance(error, json.JSONDecodeError):
        at, line, what = path, error.lineno, f"it is no JSON: {error.msg}"
    else:
        at, line = _where(path, error)
        what = f"it raised {type(error).__name__}: {error}".rstrip(": ").splitlines()[0]
    place = f"{at}, line {line}" if line else f"{at}"
    return StaffError(f"the configuration {place} cannot be used: {what}", hint=REPAIR)


def _where(path: Path, error: BaseException) -> tuple[str | Path, int | None]:
    """Return the file of the configuration in which something was raised, and its line."""
    frames = extract_tb(error.__traceback__)
    at = next((n for n, frame in enumerate(frames) if Path(frame.filename) == path), None)
    if at is None:
        return path, None
    beside = [frame for frame in frames[at:] if Path(frame.filename).parent == path.parent]
    return beside[-1].filename, beside[-1].lineno


def _renamed(config: Config) -> Config:
    """Return a configuration in which outdated names are those of today, as nbgrader renames them."""
    if not any(config.get(name) for name in OUTDATED):
        return config
    from nbgrader.apps.baseapp import NbGrader

    app = NbGrader(log_level="ERROR")
    app.update_config(config)
    renamed: Config = app.config
    return renamed


def plain(value: Any, default: Sequence[Any] = ()) -> list[Any]:
    """Return a list of a configuration, which may only say what it adds to a default."""
    found = value.get_value(list(default)) if isinstance(value, LazyConfigValue) else value
    return list(found) if isinstance(found, list | tuple) else [found]
