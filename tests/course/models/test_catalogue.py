"""The catalogue names every model of the course, and says where its configuration was read."""

import re

from graders.models.catalogue import catalogue


def test_every_model_has_a_source() -> None:
    """A configuration without a source would be a belief."""
    assert all(model.source for model in catalogue().values())


def test_a_pinned_revision_names_who_pins_it() -> None:
    """Revisions and sums stand here only where a public source states them; the others are unpinned."""
    for model in catalogue().values():
        assert bool(model.revision) == bool(model.pinned_by)
        assert model.revision or not model.weights_sha256


def test_pins_are_whole_hashes() -> None:
    """A commit has 40 digits, a sha256 has 64: nothing shortened gets in."""
    revisions = {model.revision for model in catalogue().values() if model.revision}
    sums = {model.weights_sha256 for model in catalogue().values() if model.weights_sha256}

    assert all(re.fullmatch("[0-9a-f]{40}", revision) for revision in revisions)
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in sums)


def test_every_model_of_the_notebook_is_pinned() -> None:
    """What students load is the same for everybody."""
    assert all(catalogue()[n].revision for n in ("t5-small", "t5-base", "t5-large", "bert-base-uncased"))
