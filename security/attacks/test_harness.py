"""The harness of `make attack`: it sees what succeeds, and takes away the walls that it names."""

import os
from pathlib import Path

import pytest

from security.attacks.acting import acting, speaking
from security.attacks.attack import FAMILIES, MalformedAttackError, read_attack, read_corpus
from security.attacks.cage import NoCageError
from security.attacks.canaries import ACTS, SAYS
from security.attacks.folders import scratch
from security.attacks.harness import RUNS, Harness, Row, Where, elsewhere
from security.attacks.outside import Touch
from security.attacks.removal import NoSuchWallError, Removal, replaced
from security.attacks.report import is_fine, page, summary
from security.attacks.walls import PACKAGE, WALLS, with_backups, without

TOUCHED = (Touch("points", "5 points", "someone"),)


def test_the_corpus_is_as_large_as_it_says() -> None:
    """Sixty ideas, eight in each family, each with a canary and walls that the table knows."""
    corpus = read_corpus()

    assert len(corpus) >= 60
    assert all(sum(attack.family == family for attack in corpus) >= 8 for family in FAMILIES)
    assert {wall for attack in corpus for wall in attack.walls} <= WALLS.keys()


def test_every_wall_can_be_taken_away(tmp_path: Path) -> None:
    """Each function that the table names is there, and what takes its place can be read."""
    folder = without(WALLS, tmp_path)

    for path in (folder / PACKAGE).rglob("*.py"):
        compile(path.read_text("utf-8"), str(path), "exec")


def test_a_wall_whose_function_is_gone_is_no_silent_success() -> None:
    """A renamed function would leave its wall standing."""
    with pytest.raises(NoSuchWallError, match="no function `gone`"):
        replaced("def there(): ...\n", Removal("any.py", "gone", "return"))
    with pytest.raises(NoSuchWallError, match="no wall"):
        with_backups(["hope"])


def test_an_attack_says_what_it_tries(tmp_path: Path) -> None:
    """One without a canary could never be seen to succeed."""
    path = tmp_path / "points" / "quiet.py"
    path.parent.mkdir()
    path.write_text("# tries: nothing\n# walls: limits\n# %%\n1")

    with pytest.raises(MalformedAttackError, match="canary"):
        read_attack(path)


def test_one_success_one_unproven_attack_or_one_dishonest_mark_is_not_fine() -> None:
    """Each of the three turns the last line, and the exit code, bad."""
    attacks = read_corpus()[:2]
    proofs = [Row(attack.name, "stock nbgrader/user", True, TOUCHED) for attack in attacks]
    held = [Row(attack.name, run, False, ()) for attack in attacks for run in RUNS]
    honest = Row("(nobody known)", RUNS[0], True, (Touch("honest", "no marks"),))

    assert is_fine(summary(attacks, [*proofs, *held], RUNS))
    assert not is_fine(summary(attacks, [*proofs, *held, Row(attacks[0].name, RUNS[1], True, TOUCHED)], RUNS))
    assert not is_fine(summary(attacks, [*proofs[:1], *held], RUNS))
    assert not is_fine(summary(attacks, [*proofs, *held, honest], RUNS))
    assert not is_fine(summary(attacks, proofs, RUNS))
    assert attacks[0].tries in page(attacks, [*proofs, *held])


@pytest.mark.parametrize(
    ("name", "text", "acts"),
    [
        ("conftest.py", f"print('{ACTS}')", True),
        ("notes.txt", "words", False),
        ("tasks.ipynb", f'{{"metadata": {{"widgets": "{ACTS}"}}, "cells": []}}', True),
        ("tasks.ipynb", f'{{"cells": [{{"outputs": [{{"metadata": {{"filenames": "{ACTS}"}}}}]}}]}}', True),
        ("tasks.ipynb", f'{{"cells": [{{"source": "{ACTS}", "metadata": {{}}}}]}}', False),
        ("tasks.ipynb", f'{{"cells": [{{"cell_type": "markdown", "source": "[a](/{ACTS})"}}]}}', True),
        (
            "tasks.ipynb",
            f'{{"cells": [{{"cell_type": "markdown", "source": "$\\\\style{{{ACTS}}}x$"}}]}}',
            True,
        ),
        ("tasks.ipynb", '{"cells": [{"cell_type": "markdown", "source": "a%s"}]}' % ("\u0301" * 200), True),
        ("conftest.py_", f"print('{ACTS}')", False),
        (f"$({ACTS}).csv", "words", True),
        ("tasks.html", f"<a href='/{ACTS}'>here</a>", True),
        ("tasks.html", f"<script>run('{ACTS}')</script>", True),
        ("tasks.html", f"<p>&lt;script&gt; {ACTS}</p>", False),
    ],
)
def test_what_acts_is_told_from_what_is_read(tmp_path: Path, name: str, text: str, acts: bool) -> None:  # noqa: FBT001 - a row
    """The same word counts where a tool or a browser would follow it, and not in a text."""
    (tmp_path / name).write_text(text)

    assert list(acting(tmp_path)) == [name] * acts


@pytest.mark.parametrize(
    ("name", "text", "speaks"),
    [
        ("tasks.html", f"<h2>{SAYS}</h2>", True),
        ("tasks.html", f"<p>`a` {SAYS} `b`</p>", True),
        ("tasks.html", f"<p>`a {SAYS}` b <code>{SAYS}</code></p>", False),
        ("tasks.html", f'<section id="notebook"><h3>{SAYS}</h3></section>', False),
        ("tasks.ipynb", f'{{"cells": [{{"id": "not-graded", "source": "{SAYS}"}}]}}', True),
        ("tasks.ipynb", f'{{"cells": [{{"id": "not-graded", "source": "`{SAYS}`"}}]}}', False),
    ],
)
def test_what_reads_as_ours_is_told_from_what_is_quoted(
    tmp_path: Path, name: str, text: str, *, speaks: bool
) -> None:
    """The same word counts among our own words, and not between quotes or in what is a student's."""
    (tmp_path / name).write_text(text)

    assert list(speaking(tmp_path)) == [name] * speaks


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else, and bound what they take")
def test_what_a_wall_holds_back_comes_through_without_it() -> None:
    """The same attack, graded by us with the walls and without those that it tests."""
    [attack] = [one for one in read_corpus() if one.name == "reads_the_course_secret"]
    bare = Where("landlock/user", with_backups(attack.walls))
    try:
        with scratch() as work:
            harness = Harness(work)
            held, through = harness.prove(attack, Where("landlock/user")), harness.prove(attack, bare)
    except NoCageError as error:
        pytest.skip(str(error))

    assert elsewhere(attack).stock
    assert not held.succeeded, held.touched
    assert held.canaries == []
    assert "secret" in through.canaries
