"""What real classes hand in and real instructors do: each case with what a teacher would call right."""

from tools.cases import (
    cell_cases,
    change_cases,
    encoding_cases,
    field_cases,
    late_cases,
    name_cases,
    plain_cases,
    public_cases,
    public_drawings,
    public_numbers,
    refused_cases,
    setting_cases,
    thread_cases,
)
from tools.cases.case import CASES, Case

__all__ = [
    "all_cases",
    "cell_cases",
    "change_cases",
    "encoding_cases",
    "field_cases",
    "late_cases",
    "name_cases",
    "plain_cases",
    "public_cases",
    "public_drawings",
    "public_numbers",
    "refused_cases",
    "setting_cases",
    "thread_cases",
]


def all_cases() -> list[Case]:
    """Return all cases, in the order in which they are written."""
    return [*CASES.values()]
