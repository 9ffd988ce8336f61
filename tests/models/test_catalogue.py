"""The catalogue names every model of the course, and says where its configuration was read."""

from graders.models.catalogue import catalogue


def test_every_model_has_a_source() -> None:
    """A configuration without a source would be a belief."""
    assert all(model.source for model in catalogue().values())


def test_a_pinned_revision_names_who_pins_it() -> None:
    """Revisions stand here only where a public source states them; the others are unpinned."""
    pinned = {name for name, model in catalogue().items() if model.revision}

    assert pinned == {"gpt2"}
    assert all(bool(model.revision) == bool(model.pinned_by) for model in catalogue().values())
