"""Why a test of nbgrader's ends otherwise with this configuration: one sentence for each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """Why one test differs, and a part of what it then says: a failure that says anything else is another."""

    test: str
    why: str
    says: str


REASONS: tuple[Reason, ...] = ()
