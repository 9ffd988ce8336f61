"""The grader of a course that grades itself.

`grade` is all that a notebook needs of it; everything behind it loads when it is called.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbverdict.execution.inline import Grade

__all__ = ["grade"]


def grade(challenge: str) -> "Grade":
    """Grade a challenge in the kernel that runs this cell: an author's, so nothing is protected here.

    Raises:
        StaffError: this is a grading run that does not use the course's configuration.
    """
    from nbverdict.execution.inline import grade_here

    return grade_here(challenge)


def __dir__() -> list[Any]:
    return [*__all__]
