"""Runs the checks of a challenge on evidence, with pytest, and turns outcomes into verdicts."""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from graders.challenges.diagnose import UNEXPLAINED, Explanation, Judged, explain
from graders.challenges.marks import REGISTERED
from graders.challenges.registry import challenge_of, known_mistakes, load_challenge
from graders.challenges.verdicts import CheckVerdict, Diagnosis, Finding, Status, Verdict
from graders.compare.difference import Wrong
from graders.errors import StaffError
from graders.evidence.answers import Answers, Unread
from graders.evidence.cases import Case

UNUSED = (  # plugins of pytest's own that checks have no use for: registering them takes longer than a check
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
QUIET = ("--disable-plugin-autoload", "--capture=no", *(f"-pno:{name}" for name in UNUSED))
NOT_SEEN = "right on the example, but not on inputs that you have not seen"
FOLLOWS = "right, but for the slip above"
CLOSED = "counts only together with this: "  # followed by what the gate asks for


def judge(challenge: str, evidence: Sequence[Answers], device: str) -> Verdict:
    """Return the verdict of one challenge on the evidence of all its cases."""
    module = load_challenge(challenge)
    checks = Checks({challenge: evidence}, device)
    folder = Path(str(module.__file__)).parent  # pytest lists no folder above it, which it may not be able to
    pytest.main(
        [str(module.__file__), *QUIET, "-c", "/dev/null", f"--rootdir={folder}", f"--confcutdir={folder}"],
        plugins=[checks],
    )
    return weigh(module, checks.findings, _explanation(module, checks))


class Checks:
    """A pytest plugin that gives checks their evidence and reference and notes what they find."""

    def __init__(self, evidence: Mapping[str, Sequence[Answers]], device: str) -> None:
        """Keep the evidence of each challenge and the device of the reference."""
        self.evidence = evidence
        self.device = device
        self.findings: list[Finding] = []
        self._expected: dict[tuple[ModuleType, str], Any] = {}

    def pytest_configure(self, config: pytest.Config) -> None:
        """Register the marks of challenge modules: pytest may run without this project's settings.

        Where no terminal shows how a check failed, nobody renders its source and arguments either: for arrays
        that takes several times as long as the check.
        """
        if not config.pluginmanager.has_plugin("terminal"):
            config.option.tbstyle = "no"
        for mark in REGISTERED:
            config.addinivalue_line("markers", mark)

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

    def expected(self, module: ModuleType) -> dict[str, Any]:
        """Return what the challenge's reference expects of each case, by its name."""
        evidence = self.evidence[challenge_of(module)]
        return {one.case.name: self._reference(module, one.case) for one in evidence}

    @pytest.fixture
    def reference(self, request: pytest.FixtureRequest, evidence: Answers) -> Any:
        """Return what the challenge's reference expects of the case, computed once for all checks."""
        return self._reference(request.module, evidence.case)

    def _reference(self, module: ModuleType, case: Case) -> Any:
        about = (module, case.name)
        if about not in self._expected:
            self._expected[about] = module.reference(case, self.device)
        return self._expected[about]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Skip a check that has nothing to judge without one that did not pass on this case."""
        case = _answers(item).case.name
        required = [name for mark in item.iter_markers("requires") for name in mark.args]
        for found in self.findings:
            if found.check in required and found.case == case and found.status is not Status.PASSED:
                pytest.skip(f"{found.status.value}: {found.check}")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
        """Note what the check found, once: at its call, or where its setup did not get that far."""
        report = yield
        if call.when == "call" or (call.when == "setup" and call.excinfo is not None):
            self.findings.append(_finding(item, call.excinfo.value if call.excinfo else None))
        return report


def _evidence(item: pytest.Item) -> Any:
    """Return what a check was given: None if it is no check, a mark of pytest's if it was not asked for."""
    return item.callspec.params.get("evidence") if hasattr(item, "callspec") else None


def _answers(item: pytest.Item) -> Answers:
    answers: Answers = _evidence(item)
    return answers


def _finding(item: pytest.Item, error: BaseException | None) -> Finding:
    """Decide, here and nowhere else, whose fault it is that a check did not pass."""
    case, name = _answers(item).case, item.originalname.removeprefix("test_")  # type: ignore[attr-defined]
    match error:
        case None:
            return Finding(name, case.name, case.hidden, Status.PASSED)
        case Wrong():
            sentence = error.anywhere if case.hidden else str(error)
            staff = error.staff or (str(error),)
            places = () if case.hidden else error.places
            return Finding(name, case.name, case.hidden, Status.WRONG, sentence, staff, error.mistake, places)
        case AssertionError():
            return Finding(name, case.name, case.hidden, Status.WRONG, "", (str(error),))
        case pytest.skip.Exception():
            first = str(error.msg).partition(":")[0]
            ours = Status(first).ours if first in list(Status) else False
            return Finding(name, case.name, case.hidden, Status(first) if ours else Status.SKIPPED)
        case Unread():
            return Finding(name, case.name, case.hidden, Status.UNREAD, "", (str(error),))
    return Finding(name, case.name, case.hidden, Status.BROKEN, "", (f"{type(error).__name__}: {error}",))


def _explanation(module: ModuleType, checks: Checks) -> Explanation:
    """Return what explains the checks that failed, where all could be judged."""
    known = known_mistakes(module)
    names = {one.check for one in checks.findings if one.status in (Status.WRONG, Status.SKIPPED)}
    ours = any(one.status.ours for one in checks.findings)
    if ours or not names or not known:
        return UNEXPLAINED
    evidence = checks.evidence[challenge_of(module)]
    every = [
        Judged(check, _name(check), _worth(check), _judged_by(check, evidence)) for check in checks_of(module)
    ]
    gate = next(one for one in every if _marked(one.check, "gate"))
    counted = [one for one in every if one.worth or not _marked(one.check, "gate")]
    return explain(counted, frozenset(names), gate, known, checks.expected(module))


def weigh(module: ModuleType, findings: Sequence[Finding], why: Explanation = UNEXPLAINED) -> Verdict:
    """Turn what was found on each case, and what explains it, into points."""
    gate = Status.PASSED if why.opens else _gate(module, findings)
    asked = next(inspect.getdoc(check) or "" for check in checks_of(module) if _marked(check, "gate"))
    found = tuple(_verdict(check, findings, gate, asked) for check in weighed_checks(module))
    diagnoses = (*why.diagnoses, *_told(findings, why))
    verdict = Verdict(challenge_of(module), tuple(_followed(one, why) for one in found), diagnoses)
    if why == UNEXPLAINED:
        return verdict
    return replace(verdict, followed=verdict.earned - weigh(module, findings).earned)


def _told(findings: Sequence[Finding], why: Explanation) -> Iterator[Diagnosis]:
    """Yield the mistakes that checks know themselves, where nothing else explains these checks."""
    explained = why.follows.union(*(diagnosis.checks for diagnosis in why.diagnoses))
    wrong = [one for one in findings if one.status is Status.WRONG and one.check not in explained]
    known: dict[str, list[str]] = {}
    for check in dict.fromkeys(one.check for one in wrong):
        named = {one.mistake for one in wrong if one.check == check}
        if len(named) == 1 and "" not in named:
            known.setdefault(named.pop(), []).append(check)
    for mistake, checks in known.items():
        yield Diagnosis(mistake, "", "", tuple(checks), whole=False)


def _followed(found: CheckVerdict, why: Explanation) -> CheckVerdict:
    """Give the points of a check that fails for no other reason than a mistake that is charged elsewhere."""
    if found.name not in why.follows:
        return found
    return replace(found, earned=found.worth, status=Status.PASSED, sentence=FOLLOWS)


def checks_of(module: ModuleType) -> list[Any]:
    """Return the checks of a challenge module in the order of its lines."""
    functions = [f for name, f in vars(module).items() if name.startswith("test_") and inspect.isfunction(f)]
    return sorted(functions, key=lambda function: function.__code__.co_firstlineno)


def weighed_checks(module: ModuleType) -> list[Any]:
    """Return the checks that a verdict lists: all but a gate that is worth nothing."""
    return [check for check in checks_of(module) if not _marked(check, "gate") or _worth(check)]


def points_of(module: ModuleType) -> float:
    """Return what all checks of a challenge are worth."""
    return sum(_worth(check) for check in checks_of(module))


def _gate(module: ModuleType, findings: Sequence[Finding]) -> Status:
    """Say whether one whole answer was right on a hidden case, was not, or could not be judged."""
    gates = [_name(check) for check in checks_of(module) if _marked(check, "gate")]
    if len(gates) != 1:
        raise StaffError(f"{module.__name__} has {len(gates)} checks marked `gate`", hint="mark exactly one")
    found = [finding.status for finding in findings if finding.check == gates[0] and finding.hidden]
    if Status.PASSED in found:
        return Status.PASSED
    return next((status for status in found if status.ours), Status.WRONG)


def _verdict(check: Any, findings: Sequence[Finding], gate: Status, asked: str) -> CheckVerdict:
    name, line, worth = _name(check), inspect.getdoc(check) or "", _worth(check)
    own = [finding for finding in findings if finding.check == name]
    status = _status(own)
    staff = tuple(f"{finding.case}: {text}" for finding in own for text in finding.staff)
    if status is Status.PASSED and _marked(check, "form") and gate is not Status.PASSED:
        sentence = CLOSED + asked.lower() if gate is Status.WRONG else ""
        return CheckVerdict(name, line, worth, 0.0, gate, sentence, staff)
    earned = worth if status is Status.PASSED else 0.0
    places = next((finding.places for finding in own if finding.places), ())
    return CheckVerdict(name, line, worth, earned, status, _sentence(own, status), staff, places)


def _status(own: Sequence[Finding]) -> Status:
    """Return the verdict over all cases: his mistake first, then ours; a check that never ran is broken."""
    found = [finding.status for finding in own]
    for status in (Status.WRONG, Status.BROKEN, Status.UNREAD, Status.SKIPPED):
        if status in found:
            return status
    return Status.PASSED if found else Status.BROKEN


def _sentence(own: Sequence[Finding], status: Status) -> str:
    """Return what the student reads: of the shown example where it failed there, else of no case."""
    if status is not Status.WRONG:
        return ""
    wrong = [finding for finding in own if finding.status is Status.WRONG]
    if not wrong[0].hidden:
        return wrong[0].sentence
    reason = next((finding.sentence for finding in wrong if finding.sentence), "")
    return NOT_SEEN + (f": {reason}" if reason else "")


def _judged_by(check: Any, evidence: Sequence[Answers]) -> tuple[Answers, ...]:
    """Return the evidence of the cases that a check judges."""
    named = next((mark.args for mark in _marks(check) if mark.name == "on"), None)
    return tuple(one for one in evidence if named is None or one.case.name in named)


def _name(check: Any) -> str:
    return str(check.__name__).removeprefix("test_")


def _worth(check: Any) -> float:
    return float(next((mark.args[0] for mark in _marks(check) if mark.name == "points"), 0.0))


def _marked(check: Any, name: str) -> bool:
    return any(mark.name == name for mark in _marks(check))


def _marks(check: Any) -> list[pytest.Mark]:
    return list(getattr(check, "pytestmark", []))
