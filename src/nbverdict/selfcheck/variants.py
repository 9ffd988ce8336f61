"""Variants: answers whose grade is known, as a student's source text, in a folder for each challenge.

`graders/CHALLENGE/variants/` holds `honest.py` (right in every way that differs), `mutants.py` (known
mistakes), `impostors.py` (text that only looks like an answer) and `unexplained.py` (wrong in unnamed
ways). In each, a line `# %% NAME` starts a variant; a mutant's line continues with `-> MISTAKE ...`,
the expected diagnosis. One that ends with `, from HONEST` is that honest answer with some lines changed:
lines that begin with `-` are taken out, and those with `+` below them put in their place.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from nbverdict.config.course_code import PACKAGE
from nbverdict.errors import StaffError

FOLDER = "variants"
HEADING = re.compile(
    r"^# %% (?P<name>\w+)(?: -> (?P<mistakes>[\w ]+))?(?:, from (?P<base>\w+))?$", re.MULTILINE
)
CHANGE = re.compile(r"^(?P<out>(?:-.*\n)+)(?P<into>(?:\+.*\n)*)", re.MULTILINE)


class VariantKind(StrEnum):
    """What a variant is for; also the name of its file."""

    HONEST = "honest"
    MUTANT = "mutants"
    IMPOSTOR = "impostors"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True)
class Variant:
    """One answer to one challenge."""

    challenge: str
    kind: VariantKind
    name: str
    code: str
    mistakes: tuple[str, ...] = ()  # the expected diagnosis of a mutant; nothing if no mistake is known

    def __str__(self) -> str:
        """Return the variant's file and name."""
        return f"{PACKAGE}/{self.challenge}/{FOLDER}/{self.kind}.py: {self.name}"


def read_variants(graders: Path, challenges: Sequence[str]) -> list[Variant]:
    """Return the variants of these challenges.

    Raises:
        StaffError: a challenge lacks a required kind of variant, or has two variants of the same name.
    """
    return [variant for challenge in challenges for variant in _of(graders / challenge / FOLDER)]


def _of(folder: Path) -> list[Variant]:
    honest = {one.name: one.code for one in _in_file(folder / "honest.py", VariantKind.HONEST, {})}
    found = [variant for kind in VariantKind for variant in _in_file(folder / f"{kind}.py", kind, honest)]
    kinds = {variant.kind for variant in found}
    missing = [
        kind for kind in (VariantKind.HONEST, VariantKind.MUTANT, VariantKind.IMPOSTOR) if kind not in kinds
    ]
    if missing:
        raise StaffError(
            f"`{folder.parent.name}` has no {missing[0].rstrip('s')} variant",
            hint=f"write one in {PACKAGE}/{folder.parent.name}/{FOLDER}/{missing[0]}.py",
        )
    names = [f"{variant.kind}.py: {variant.name}" for variant in found]
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise StaffError(f"two variants have the name {twice} of `{folder.parent.name}`", hint="rename one")
    return found


def _in_file(file: Path, kind: VariantKind, honest: Mapping[str, str]) -> list[Variant]:
    found = []
    for heading, text in read_sections(file, HEADING) if file.is_file() else []:
        code = _changed(file, heading, text, honest) if heading["base"] else text
        if kind is VariantKind.HONEST:
            _ensure_compiles(file, heading, code)
        mistakes = tuple((heading["mistakes"] or "").split())
        found.append(Variant(file.parents[1].name, kind, heading["name"], code, mistakes))
    return found


def _changed(file: Path, heading: re.Match[str], text: str, honest: Mapping[str, str]) -> str:
    """Return an honest answer with the changes of a variant.

    Raises:
        StaffError: there is no such honest answer, a line is no change, or what is taken out does not stand
            in the answer exactly once.
    """
    where = f"{PACKAGE}/{file.parents[1].name}/{FOLDER}/{file.name}: `{heading['name']}`"
    if heading["base"] not in honest:
        raise StaffError(
            f"{where} changes `{heading['base']}`, and there is no honest answer of that name",
            hint=f"name one of: {', '.join(honest)}",
        )
    if not text or CHANGE.sub("", f"{text}\n").strip():
        raise StaffError(
            f"{where} is not made of changes alone",
            hint="begin lines that are taken out with `-`, and those that replace them, below, with `+`",
        )
    code, parts, end = f"\n{honest[heading['base']]}\n", list[str](), 0
    for change in CHANGE.finditer(f"{text}\n"):
        out, into = (_lines(change[part]) for part in ("out", "into"))
        at = code.find(f"\n{out}", max(0, end - 1)) + 1
        if not at or code.count(f"\n{out}") != 1:
            raise StaffError(
                f"{where} takes out lines that do not stand exactly once, in this order, in "
                f"`{heading['base']}`: {out.splitlines()[0].strip()}",
                hint="copy whole lines, with their indentation, and as many as make the place certain",
            )
        parts += [code[end:at], into]
        end = at + len(out)
    return "".join([*parts, code[end:]]).strip("\n")


def _lines(marked: str) -> str:
    """Return lines without the mark before each."""
    return "".join(line[1:] for line in marked.splitlines(keepends=True))


def _ensure_compiles(file: Path, heading: re.Match[str], code: str) -> None:
    """Refuse an honest answer that is not Python; lines for IPython count as comments."""
    plain = re.sub(r"^(\s*)[%!]", r"\1pass  # ", code, flags=re.MULTILINE)
    try:
        compile(plain, str(file), "exec")
    except SyntaxError as error:
        above = heading.string[: heading.end()].count("\n") + 1
        where = f"{PACKAGE}/{file.parents[1].name}/{FOLDER}/{file.name}:{above + (error.lineno or 1)}"
        raise StaffError(
            f"{where}: the honest answer `{heading['name']}` is not Python: {error.msg}", hint="mend it"
        ) from error


def read_sections(file: Path, heading: re.Pattern[str]) -> list[tuple[re.Match[str], str]]:
    """Return each heading of a file of percent cells, and the text below it.

    Raises:
        StaffError: a line starts like a heading but is not one.
    """
    text = file.read_text("utf-8")
    found = list(heading.finditer(text))
    starts = [match.start() for match in found]
    for line in re.finditer(r"^# ?%%.*", text, re.MULTILINE):
        if line.start() not in starts:
            raise StaffError(
                f"{file}: `{line[0]}` does not name a cell", hint="compare it with its neighbours"
            )
    ends = [*starts[1:], len(text)]
    return [(match, text[match.end() : end].strip("\n")) for match, end in zip(found, ends, strict=False)]
