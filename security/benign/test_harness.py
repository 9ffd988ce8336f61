"""The harness of `make benign`: it sees a difference where there is one, and none where there is none."""

from dataclasses import replace
from pathlib import Path

import pytest
from traitlets.config import Config

from security.benign.__main__ import as_declared, count
from security.benign.corpus import read_benign, read_corpus
from security.benign.harness import Row, Side, compare, differences

SIDE = Side(2.0, "", False, (("stream stdout", "display_data image/png"), ()), 1.0)
SEEN = ("stream stdout",)


def row(plain: Side, walled: Side, *, refused: str = "") -> Row:
    """Return the row of a notebook that came to this on both sides."""
    return Row("any", "does something", refused, plain, walled, tuple(differences(plain, walled)))


def test_the_corpus_holds_sixty_notebooks() -> None:
    """And each says what its student does."""
    corpus = read_corpus()

    assert len(corpus) >= 60
    assert all(benign.what for benign in corpus)


@pytest.mark.parametrize(
    "other",
    [
        replace(SIDE, score=0.0),
        replace(SIDE, pending="a person must look"),
        replace(SIDE, ended=True),
        replace(SIDE, kinds=(SEEN, ())),
    ],
    ids=["score", "pending", "ended", "kinds"],
)
def test_each_difference_counts(other: Side) -> None:
    """How long it took is none."""
    assert count([row(SIDE, other)], "namespaces") == {"notebooks": 1, "different": 1}
    assert count([row(SIDE, replace(SIDE, seconds=9.0))], "namespaces") == {"notebooks": 1, "different": 0}


def test_what_a_tier_refuses_is_declared_and_happens() -> None:
    """A refusal that did not happen is as wrong as one that nobody declared, and it costs no points."""
    shown = replace(SIDE, kinds=(("error OSError",), ()))

    assert as_declared(row(SIDE, shown, refused="sockets"), "landlock")
    assert not as_declared(row(SIDE, SIDE, refused="sockets"), "landlock")
    assert not as_declared(row(SIDE, replace(shown, score=0.0), refused="sockets"), "landlock")
    assert not as_declared(row(SIDE, shown), "landlock")
    assert not as_declared(row(SIDE, shown, refused="sockets"), "namespaces")


def test_a_notebook_that_the_walls_change_is_seen(tmp_path: Path) -> None:
    """One that reads what only a plain kernel can reach differs; an ordinary one does not."""
    task = "def causal_mask(n):\n    return np.tril(np.ones((n, n)))"
    for name, cell in (("reads", f"print(open({str(tmp_path / 'kept')!r}).read())"), ("prints", "print(1)")):
        text = f"# does something\n# %%\nimport numpy as np\n{task}\n# %%\n{cell}\n"
        (tmp_path / f"{name}.ipy").write_text(text, "utf-8")
    (tmp_path / "kept").write_text("kept")
    walled = Config()
    reads, prints = (compare(read_benign(tmp_path / f"{n}.ipy"), walled=walled) for n in ("reads", "prints"))

    assert reads.differences == ("code cell 2: stream stdout; walled error FileNotFoundError",)
    assert (prints.plain.score, prints.differences) == (2.0, ())
