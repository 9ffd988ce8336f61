"""Finds challenges by name: each is a folder of the course's `graders/` with a module `checks`."""

import difflib
import hashlib
import importlib.util
import inspect
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from nbverdict.authoring.mistake import Mistake
from nbverdict.config.course_code import PACKAGE, course_code, import_graders
from nbverdict.errors import CourseError, StaffError
from nbverdict.evidence.cases import Case
from nbverdict.evidence.store import ChallengeVersion, asked_hash
from nbverdict.text.quoted import in_our_words

CHECKS, MISTAKES = "checks", "mistakes"


def load_challenge(name: str) -> ModuleType:
    """Return the checks of a challenge.

    Raises:
        StaffError: there is no challenge of that name.
    """
    known = challenge_names()
    if name not in known:
        meant = difflib.get_close_matches(name, known, n=1)
        raise StaffError(
            f"there is no challenge `{name}`" + (f"; did you mean `{meant[0]}`?" if meant else ""),
            hint=f"a challenge is a module {PACKAGE}/{name}/{CHECKS}.py in the course's folder",
        )
    with authors_code(f"the checks of `{name}` cannot be imported"):
        module: ModuleType = import_graders(f"{name}.{CHECKS}")
    return module


def known_mistakes(module: ModuleType) -> tuple[Mistake, ...]:
    """Return the known mistakes of a challenge, in the order of the source.

    They are `MISTAKES` of its module `mistakes`, or of `checks` if there is no such module, or else each
    `Mistake` that the module defines.
    """
    challenge = challenge_of(module)
    beside = f"{challenge}.{MISTAKES}"
    with authors_code(f"the mistakes of `{challenge}` cannot be imported"):
        found = import_graders(beside) if importlib.util.find_spec(f"{PACKAGE}.{beside}") else module
    own = [one for one in vars(found).values() if isinstance(one, Mistake)]
    return tuple(getattr(found, "MISTAKES", own))


def cases_of(module: ModuleType, rng: np.random.Generator) -> list[Case]:
    """Return the shown cases of a challenge and its hidden cases, drawn from `rng`.

    Raises:
        StaffError: a function that makes them raises, or returns something else than cases.
    """
    challenge = challenge_of(module)
    with authors_code(f"`shown_cases` of `{challenge}` raises"):
        shown = list(module.shown_cases())
    with authors_code(f"`hidden_cases` of `{challenge}` raises"):
        hidden = list(module.hidden_cases(rng))
    for name, cases in (("shown_cases", shown), ("hidden_cases", hidden)):
        if strange := next((one for one in cases if not isinstance(one, Case)), None):
            raise StaffError(
                f"`{name}` of `{challenge}` returns a `{type(strange).__name__}` among its cases",
                hint="it returns a list of `Case`",
            )
    return [replace(case, function=case.function or challenge) for case in (*shown, *hidden)]


def version_of(module: ModuleType) -> int:
    """Return the version of a challenge's hidden cases; its author raises it to draw new ones."""
    return int(getattr(module, "CASES", 1))


def asked_version(challenge: str) -> ChallengeVersion:
    """Return the challenge with the version of its cases, and a digest of those that a fixed seed draws.

    Raises:
        StaffError: there is no such challenge, its cases cannot be drawn, or they cannot be sent.
    """
    module = load_challenge(challenge)
    return ChallengeVersion(challenge, version_of(module), _cases_digest(module))


@cache  # of a module as it was imported: several readers need them before a class is graded
def sample_cases(module: ModuleType) -> tuple[Case, ...]:
    """Return the shown cases of a challenge, and hidden ones that a fixed seed draws.

    Raises:
        StaffError: as `cases_of`.
    """
    return tuple(cases_of(module, np.random.default_rng(0)))


@cache
def _cases_digest(module: ModuleType) -> str:
    cases = sample_cases(module)
    with authors_code(f"the cases of `{challenge_of(module)}` cannot be sent"):
        return hashlib.sha256("\n".join(map(asked_hash, cases)).encode()).hexdigest()


def reference_of(module: ModuleType, case: Case, device: str) -> Any:
    """Return the reference's value for a case; the reference gets the device if it takes two arguments.

    Raises:
        StaffError: the reference raises.
    """
    with authors_code(f"`reference` of `{challenge_of(module)}` raises on `{case.name}`"):
        asks = len(inspect.signature(module.reference).parameters) > 1
        return module.reference(case, device) if asks else module.reference(case)


@contextmanager
def authors_code(sentence: str) -> Iterator[None]:
    """Turn any exception of the course author's code, run in this context, into a `StaffError`.

    Raises:
        StaffError: the code raised; the error names the exception, the file and the line.
    """
    try:
        yield
    except CourseError as error:
        where = place_in_course(error)
        raise StaffError(f"{where or sentence}: {error}", hint=error.hint) from error
    except Exception as error:
        where = place_in_course(error)
        message = f"{where}: {sentence}" if where else sentence
        raise StaffError(
            f"{message}: {in_our_words(error)}", hint="mend it, and give the same command again"
        ) from error


def place_in_course(error: BaseException) -> str:
    """Return the last line of the course's own code that an exception passed, as FILE:LINE, or nothing."""
    root = course_code().folder.parent
    if isinstance(error, SyntaxError) and error.filename and Path(error.filename).is_relative_to(root):
        return f"{Path(error.filename).relative_to(root)}:{error.lineno}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_ours(frame.filename)]
    return f"{Path(frames[-1].filename).relative_to(root)}:{frames[-1].lineno}" if frames else ""


def _is_ours(path: str) -> bool:
    return Path(path).is_relative_to(course_code().folder)


def challenge_names() -> list[str]:
    """Return the names of all challenges of the course."""
    return sorted(path.parent.name for path in course_code().folder.glob(f"*/{CHECKS}.py"))


def challenge_folder(name: str) -> Path:
    """Return the folder of a challenge."""
    return course_code().folder / name


def challenge_of(module: ModuleType) -> str:
    """Return the name of a challenge's module of checks."""
    return module.__name__.split(".")[-2]
