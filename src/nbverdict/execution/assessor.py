"""The trusted side of a hidden call: draw the cases, ask for evidence, judge it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbverdict.config.course_code import use
from nbverdict.config.device import device_of
from nbverdict.config.settings import Course, code_of
from nbverdict.evidence.answers import Answers
from nbverdict.evidence.cases import Case, draw
from nbverdict.evidence.gather import Ask, gather_all
from nbverdict.evidence.lent import Lent
from nbverdict.evidence.secret import course_secret
from nbverdict.evidence.store import ChallengeVersion
from nbverdict.judging.discovery import asked_version, cases_of, load_challenge, version_of
from nbverdict.judging.runner import judge
from nbverdict.judging.verdict import Verdict


@dataclass(frozen=True)
class Assessor:
    """Assesses challenges for one course."""

    secret: bytes | Lent = field(repr=False)
    store: Path
    device: str

    @classmethod
    def of(cls, course: Course, root: Path) -> "Assessor":
        """Return the assessor of a course.

        Raises:
            OperatorError: the secret is missing or has changed, or the device is missing.
        """
        use(code_of(course.config, root))
        store = root / course.evidence_directory
        return cls(course_secret(root / course.secret_file, store), store, device_of(course))

    def asked(self, challenge: str) -> ChallengeVersion:
        """Return the challenge, and the version of its cases."""
        return asked_version(challenge)

    def cases(self, challenge: str, submission: str) -> list[Case]:
        """Return the shown cases of a challenge and the hidden ones of a submission."""
        module = load_challenge(challenge)
        rng = draw(self.secret, challenge=challenge, version=version_of(module), submission=submission)
        return cases_of(module, rng)

    def collect(
        self, challenges: Sequence[str], submission: str, ask: Ask, *, sources: Sequence[str]
    ) -> dict[str, list[Answers]]:
        """Return a submission's answers to the cases of each challenge of a notebook."""
        cases = {name: self.cases(name, submission) for name in challenges}
        return gather_all(cases, ask, sources=sources)

    def judge(self, challenge: str, evidence: Sequence[Answers]) -> Verdict:
        """Return the verdict of one challenge on evidence."""
        return judge(challenge, evidence, self.device)
