"""Refuses a configuration that takes walls away, and names the trait and the file. Additions are allowed."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from traitlets.config import Config
from traitlets.utils.importstring import import_item

from nbverdict.config import defaults
from nbverdict.config.loading import ConfigSource, plain
from nbverdict.errors import StaffError
from nbverdict.sandbox.kernelspec import KERNEL

RUNNERS = ("Execute", "ExecutePreprocessor", "NotebookClient", "Runner", "BoundedOutput", "ExecuteAndJudge")
MAY_BE_SET = (  # traits of what runs a notebook: its limits, and those that grading itself sets
    *("timeout", "startup_timeout", "iopub_timeout", "interrupt_on_timeout", "notebook_seconds"),
    *("call_seconds", "calls_seconds", "step_cpu_seconds", "grace_seconds", "enabled", "fresh", "may_run"),
    *("last", "first", "waited", "on_run", "on_took"),
)
KERNELS = (  # classes that start a kernel; ours starts by its name alone
    *("KernelManager", "AsyncKernelManager", "MultiKernelManager", "AsyncMultiKernelManager"),
    *("ConnectionFileMixin", "KernelSpecManager", "KernelProvisionerFactory", "KernelProvisionerBase"),
    *("LocalProvisioner", "WalledProvisioner", "BoundedClient"),
)
EXPORTERS = (
    *("Exporter", "TemplateExporter", "HTMLExporter", "NotebookExporter", "SubmissionExporter"),
    *("FeedbackExporter",),
)
OURS = (*defaults.SANITIZE, *defaults.GRADE, *defaults.FEEDBACK, *defaults.SHOWN)
MAY_BE_OFF = ("ExecuteAndJudge", "IgnorePattern", "LimitOutput", "AssignLatePenalties")
SWITCHES = ("Preprocessor", "NbGraderPreprocessor", *(one.rpartition(".")[2] for one in OURS))
LISTS = (
    ("Autograde", "sanitize_preprocessors", defaults.SANITIZE),
    ("Autograde", "autograde_preprocessors", defaults.GRADE),
    ("GenerateFeedback", "preprocessors", defaults.FEEDBACK),
    ("HTMLExporter", "preprocessors", defaults.SHOWN),
)
CLASSES = (
    ("Autograde", "exporter_class", defaults.SUBMISSIONS),
    ("GenerateFeedback", "exporter_class", defaults.PAGES),
)
LEFT_OUT = "it leaves out `{}`"
ADD = "take it out; to add a step of your own, write `c.{}.append(...)`"
TAKE_OUT = "take it out: the engine brings what it needs"


@dataclass(frozen=True)
class Objection:
    """A trait that takes walls away, the reason, and a hint."""

    section: str
    trait: str
    why: str
    hint: str = TAKE_OUT

    @property
    def name(self) -> str:
        """The trait's name in a configuration file."""
        return f"c.{self.section}.{self.trait}"


def ensure_walls(config: Config, sources: Sequence[ConfigSource] = ()) -> None:
    """Refuse a configuration under which a student's code would run, or be shown, without walls.

    Raises:
        StaffError: a trait does so; the message names it and the last file that sets it.
    """
    for one in objections(config):
        setting = [source.path for source in sources if _sets(source.config, one)]
        where = f" of {setting[-1]}" if setting else ""
        raise StaffError(f"`{one.name}`{where} would take walls away: {one.why}", hint=one.hint)


def objections(config: Config) -> Iterator[Objection]:
    """Yield each trait of a configuration that takes walls away."""
    yield from _of_lists(config)
    yield from _of_classes(config)
    yield from _of_filters(config)
    yield from _of_runners(config)
    yield from _of_exporters(config)


def _of_lists(config: Config) -> Iterator[Objection]:
    for section, trait, ours in LISTS:
        steps = plain(config.get(section, {}).get(trait, []))
        found = [_name(one) for one in steps]
        hint = ADD.format(f"{section}.{trait}")
        left = iter(found)
        if gone := next((one for one in ours if one not in left), None):
            why = f"`{gone}` is in another place" if gone in found else LEFT_OUT.format(gone)
            yield Objection(section, trait, why, hint)
        elif runner := _executor(steps):
            yield Objection(section, trait, f"`{runner}` runs notebooks itself", hint)


def _of_classes(config: Config) -> Iterator[Objection]:
    for section, trait, ours in CLASSES:
        found = config.get(section, {}).get(trait)
        if found is None or (_name(found) != ours and not issubclass(_imported(found), import_item(ours))):
            yield Objection(section, trait, f"it is not `{ours}`")


def _of_filters(config: Config) -> Iterator[Objection]:
    found = config.get("TemplateExporter", {}).get("filters", {})
    for name, ours in defaults.FILTERS.items():
        if found.get(name) != ours:
            yield Objection("TemplateExporter", "filters", f"`{name}` is not `{ours}`")


def _of_runners(config: Config) -> Iterator[Objection]:
    known = import_item(defaults.GRADE[0]).class_trait_names() if _any_of(RUNNERS, config) else ()
    for section in RUNNERS:
        for trait, value in config.get(section, {}).items():
            allowed = trait in MAY_BE_SET or (trait, value) == ("kernel_name", KERNEL)
            if not allowed and trait in known:  # else nothing reads it
                yield Objection(section, trait, "it changes how notebooks are run")
    for section in KERNELS:
        for trait in config.get(section, {}):
            yield Objection(section, trait, "it changes how kernels are started")


def _any_of(sections: Sequence[str], config: Config) -> bool:
    return any(config.get(section) for section in sections)


def _of_exporters(config: Config) -> Iterator[Objection]:
    for section in (one for one in SWITCHES if one not in MAY_BE_OFF):
        if "enabled" in config.get(section, {}) and not config[section].enabled:
            yield Objection(section, "enabled", "it switches off a step that makes submissions harmless")
    for section in EXPORTERS:
        traits = config.get(section, {})
        if plain(traits.get("default_preprocessors", [])):  # nbgrader itself empties it
            yield Objection(section, "default_preprocessors", "it adds steps that the engine does not know")
        if runner := _executor(plain(traits.get("preprocessors", []))):
            yield Objection(section, "preprocessors", f"`{runner}` runs notebooks itself")


def _sets(config: Config, objection: Objection) -> bool:
    return objection.trait in config.get(objection.section, {})


def _name(item: Any) -> str:
    """Return the name of a class or a function, which a configuration may name or hold."""
    return item if isinstance(item, str) else f"{item.__module__}.{getattr(item, '__name__', item)}"


def _executor(steps: Sequence[Any]) -> str:
    """Return the name of the first step that runs notebooks by itself, if any."""
    others = [one for one in steps if _name(one) not in OURS]
    if not others:
        return ""
    from nbclient import NotebookClient

    kinds = {_name(one): _imported(one) for one in others}
    return next((n for n, k in kinds.items() if isinstance(k, type) and issubclass(k, NotebookClient)), "")


def _imported(item: Any) -> Any:
    """Import a class or a function that a configuration names.

    Raises:
        StaffError: it cannot be imported.
    """
    try:
        return import_item(item) if isinstance(item, str) else item
    except Exception as error:
        raise StaffError(
            f"the configuration names `{item}`, which cannot be imported: {type(error).__name__}: {error}",
            hint="its module must lie in the course's folder, or be installed",
        ) from error


def find_modules_of(root: Path) -> None:
    """Let a configuration import modules of its course's folder, as nbgrader does; they shadow no others."""
    if str(root) not in sys.path:
        sys.path.append(str(root))
