"""Runs the checks of a challenge on evidence, with pytest, and turns outcomes into verdicts."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from nbverdict.authoring.check import REGISTERED
from nbverdict.authoring.mistake import Mistake
from nbverdict.compare.data import Unread
from nbverdict.compare.difference import Wrong
from nbverdict.config.course_code import course_code
from nbverdict.evidence.answers import Answers, Unanswered
from nbverdict.evidence.cases import Case
from nbverdict.evidence.decode import CallOutcome
from nbverdict.judging.diagnosis import UNEXPLAINED, Explanation, Judged, explain
from nbverdict.judging.discovery import (
    CHECKS,
    challenge_of,
    known_mistakes,
    load_challenge,
    place_in_course,
    reference_of,
)
from nbverdict.judging.scoring import checks_of, is_marked, marks_of, name_of, score, worth_of
from nbverdict.judging.unused import unused_arguments
from nbverdict.judging.verdict import CheckStatus, Finding, Verdict
from nbverdict.sandbox.ends import Cause
from nbverdict.text.quoted import in_our_words

UNUSED = (  # pytest's own plugins that checks do not need: registering them takes longer than a check
    "cacheprovider",
    "debugging",
    "doctest",
    "faulthandler",
    "junitxml",
    "legacypath",
    "logging",
    "pastebin",
    "setuponly",
    "setupplan",
    "stepwise",
    "terminal",
    "threadexception",
    "unittest",
    "unraisableexception",  # collects all garbage twice a run
    "warnings",
)
BEHIND = pytest.StashKey[CheckStatus]()  # the status of the required check that did not pass
SILENT = {CallOutcome.LATE: CheckStatus.LATE, CallOutcome.ENDED: CheckStatus.ENDED}
QUIET = ("--disable-plugin-autoload", "--capture=no", *(f"-pno:{name}" for name in UNUSED))


def judge(challenge: str, evidence: Sequence[Answers], device: str) -> Verdict:
    """Return the verdict of one challenge on the evidence of all its cases."""
    return judge_all({challenge: evidence}, device)[challenge]


def judge_all(evidence: Mapping[str, Sequence[Answers]], device: str) -> dict[str, Verdict]:
    """Return the verdict of each challenge, from a single pytest session: starting one is slow."""
    modules = [load_challenge(challenge) for challenge in evidence]
    checks = Checks(evidence, device)
    files = [Path(str(module.__file__)) for module in modules]
    folder = files[0].parent  # pytest lists no folder above it, which it may not be able to
    pytest.main(
        [*map(str, files), *QUIET, "-c", "/dev/null", f"--rootdir={folder}", f"--confcutdir={folder}"],
        plugins=[checks],
    )
    return {
        challenge_of(module): score(module, checks.of(module), _explanation(module, checks))
        for module in modules
    }


class Imported(pytest.Module):
    """The checks of a challenge, as `load_challenge` imports them."""

    def _getobj(self) -> ModuleType:
        return load_challenge(self.path.parent.name)


class Checks:
    """A pytest plugin that passes evidence and reference to checks and records their findings."""

    def __init__(self, evidence: Mapping[str, Sequence[Answers]], device: str) -> None:
        """Store the evidence of each challenge and the device of the reference."""
        self.evidence = evidence
        self.device = device
        self._findings: dict[str, list[Finding]] = {challenge: [] for challenge in evidence}
        self._expected: dict[tuple[ModuleType, str], Any] = {}

    def pytest_configure(self, config: pytest.Config) -> None:
        """Register the marks of challenge modules: pytest may run without this project's settings.

        Without a terminal, tracebacks with source and arguments are not rendered: for arrays that takes
        several times as long as the check.
        """
        if not config.pluginmanager.has_plugin("terminal"):
            config.option.tbstyle = "no"
        for mark in REGISTERED:
            config.addinivalue_line("markers", mark)

    def pytest_pycollect_makemodule(self, module_path: Path, parent: pytest.Collector) -> Any:
        """Import a challenge's checks with `load_challenge`, whether or not their folder is a package."""
        if module_path.name == f"{CHECKS}.py" and module_path.parent.parent == course_code().folder:
            return Imported.from_parent(parent, path=module_path)
        return None

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run each check once for each case that it judges."""
        if "evidence" in metafunc.fixturenames:
            every = self.evidence.get(challenge_of(metafunc.module), ())
            answers = _judged_by(metafunc.function, every)
            metafunc.parametrize(
                "evidence", answers, ids=[one.case.name.replace(" ", "-") for one in answers]
            )

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leave out the checks of challenges that were not asked for."""
        others = [item for item in items if not isinstance(_evidence(item), Answers | None)]
        items[:] = [item for item in items if item not in others]
        config.hook.pytest_deselected(items=others)

    def of(self, module: ModuleType) -> list[Finding]:
        """Return the findings of a challenge's checks, in the order of their runs."""
        return self._findings[challenge_of(module)]

    def expected(self, module: ModuleType) -> dict[str, Any]:
        """Return the value that the challenge's reference expects of each case, by the case's name."""
        evidence = self.evidence[challenge_of(module)]
        return {one.case.name: self._reference(module, one.case) for one in evidence}

    @pytest.fixture
    def reference(self, request: pytest.FixtureRequest, evidence: Answers) -> Any:
        """Return the expected value of the case, computed once for all checks."""
        return self._reference(request.module, evidence.case)

    def _reference(self, module: ModuleType, case: Case) -> Any:
        about = (module, case.name)
        if about not in self._expected:
            self._expected[about] = reference_of(module, case, self.device)
        return self._expected[about]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Skip a check if a check that it requires did not pass on this case."""
        case = _answers(item).case.name
        required = [name for mark in item.iter_markers("requires") for name in mark.args]
        for found in self.of(item.module):  # type: ignore[attr-defined]
            if found.check in required and found.case == case and found.status is not CheckStatus.PASSED:
                item.stash[BEHIND] = found.status
                pytest.skip(f"{found.check} did not pass")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
        """Record the check's finding once: at its call, or at its setup if that failed."""
        report = yield
        if call.when == "call" or (call.when == "setup" and call.excinfo is not None):
            found = _finding(item, call.excinfo.value if call.excinfo else None)
            self.of(item.module).append(found)  # type: ignore[attr-defined]
        return report


def _evidence(item: pytest.Item) -> Any:
    """Return a check's evidence: None if the item is not a check, pytest's mark if it was not asked for."""
    return item.callspec.params.get("evidence") if hasattr(item, "callspec") else None


def _answers(item: pytest.Item) -> Answers:
    answers: Answers = _evidence(item)
    return answers


def _finding(item: pytest.Item, error: BaseException | None) -> Finding:
    """Decide, here and nowhere else, whose fault a failed check is."""
    case, name = _answers(item).case, item.originalname.removeprefix("test_")  # type: ignore[attr-defined]
    match error:
        case None:
            return Finding(name, case.name, case.hidden, CheckStatus.PASSED)
        case Wrong():
            return _wrong(name, case, error)
        case AssertionError():
            return Finding(name, case.name, case.hidden, CheckStatus.WRONG, "", (str(error),))
        case pytest.skip.Exception():
            behind = item.stash.get(BEHIND, CheckStatus.SKIPPED)
            return Finding(name, case.name, case.hidden, behind if behind.ours else CheckStatus.SKIPPED)
        case Unread():
            return Finding(name, case.name, case.hidden, CheckStatus.UNREAD, "", (str(error),))
    told = ": ".join(filter(None, (place_in_course(error), in_our_words(error))))
    return Finding(name, case.name, case.hidden, CheckStatus.BROKEN, "", (told,))


def _wrong(name: str, case: Case, error: Wrong) -> Finding:
    return Finding(
        name,
        case.name,
        case.hidden,
        SILENT[error.outcome] if isinstance(error, Unanswered) else CheckStatus.WRONG,
        sentence=error.anywhere if case.hidden else str(error),
        staff=error.staff or (str(error),),
        mistake=error.mistake,
        places=() if case.hidden else error.places,
        times=error.times,
        cause=error.cause if isinstance(error, Unanswered) else Cause.UNKNOWN,
    )


def _explanation(module: ModuleType, checks: Checks) -> Explanation:
    """Return what explains the failed checks, if all checks could be judged."""
    known = known_mistakes(module)
    found = checks.of(module)
    names = {one.check for one in found if one.status.fails or one.status is CheckStatus.SKIPPED}
    ours = any(one.status.ours for one in found)
    if ours or not names:
        return UNEXPLAINED
    evidence = checks.evidence[challenge_of(module)]
    explanation = _known(module, checks, evidence, names, known) if known else UNEXPLAINED
    if any(one.whole for one in explanation.diagnoses):
        return explanation
    right_on_the_example = all(one.status is CheckStatus.PASSED for one in found if not one.hidden)
    unused = unused_arguments(evidence, names) if right_on_the_example else None
    return Explanation((unused,)) if unused else explanation


def _known(
    module: ModuleType,
    checks: Checks,
    evidence: Sequence[Answers],
    names: Collection[str],
    known: Sequence[Mistake],
) -> Explanation:
    """Return what known mistakes of the challenge explain."""
    every = [
        Judged(check, name_of(check), worth_of(check), _judged_by(check, evidence))
        for check in checks_of(module)
    ]
    gate = next(one for one in every if is_marked(one.check, "gate"))
    counted = [one for one in every if one.worth or not is_marked(one.check, "gate")]
    return explain(counted, frozenset(names), gate, known, checks.expected(module))


def _judged_by(check: Any, evidence: Sequence[Answers]) -> tuple[Answers, ...]:
    """Return the evidence of the cases that a check judges."""
    named = next((mark.args for mark in marks_of(check) if mark.name == "on"), None)
    return tuple(one for one in evidence if named is None or one.case.name in named)
