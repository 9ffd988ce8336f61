"""A submitted file is read as a notebook, or refused by what it is."""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbverdict.intake.reading import read_notebook
from nbverdict.intake.unreadable import UnreadableCause, UnreadableError
from tools.cases.file_class import FILES
from tools.cases.notebooks import RIGHT, masks

MUCH = 10_000_000
TEXT = {"cell_type", "metadata", "source"}  # fields of a cell that is not code
CODE = {"cell_type": "code", "metadata": {}, "source": "x = 1", "outputs": [], "execution_count": None}


def told(**more: Any) -> dict[str, Any]:
    """Return a notebook of one cell."""
    return {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [CODE], **more}


def sources(data: bytes) -> list[str]:
    """Return the sources of what is read."""
    return [cell["source"] for cell in read_notebook(data).told["cells"]]


def as_bytes(made: Any) -> bytes:
    """Return what is handed in as bytes."""
    text = made if isinstance(made, str | bytes) else nbformat.writes(made)
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text


READABLE = [name for name, student in FILES.students.items() if student.points["test"]]
REFUSED = [name for name in FILES.students if name not in READABLE]


@pytest.mark.parametrize("name", READABLE)
def test_what_has_one_meaning_is_read(name: str) -> None:
    """The answer is there, and what was made of the file is a valid notebook."""
    data = as_bytes(FILES.students[name].build(masks()))

    read = read_notebook(data)

    assert any(RIGHT in cell["source"].replace("\r\n", "\n") for cell in read.told["cells"])
    for cell in read.told["cells"]:
        cell.update({"outputs": [], "execution_count": None} if cell["cell_type"] == "code" else {})
        for name_of_field in (
            set(cell) - ({*CODE} if cell["cell_type"] == "code" else TEXT) - {"id", "attachments"}
        ):
            del cell[name_of_field]
    nbformat.validate({**read.told, "metadata": {}})


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_named(name: str) -> None:
    """By its cause, with the student's next step."""
    data = as_bytes(FILES.students[name].build(masks()))

    with pytest.raises(UnreadableError) as refused:
        read_notebook(data)

    assert all(part.casefold() in str(refused.value).casefold() for part in FILES.students[name].page)
    assert ": " in str(refused.value)


def test_every_cause_is_reached() -> None:
    """By a case, or by one of these files."""
    others = {
        b"\x89PNG\r\n": UnreadableCause.PICTURE,
        b"{\\rtf1\\ansi": UnreadableCause.DOCUMENT,
        b"\x00\x05\x16\x07\x00": UnreadableCause.APPLE,
        b"\x80\x04\x95\x00\x00": UnreadableCause.PICKLE,
        json.dumps(told()).encode() * 2: UnreadableCause.TWO,
        b"\x01\x02 nothing": UnreadableCause.DAMAGED,
        json.dumps(told()).encode().replace(b":", b";", 3): UnreadableCause.DAMAGED,
        b"[Desktop Entry]\nURL=x": UnreadableCause.SHORTCUT,
    }
    found = set()
    for data, cause in others.items():
        with pytest.raises(UnreadableError) as refused:
            read_notebook(data)
        assert refused.value.cause is cause, data
        found.add(cause)
    for name in REFUSED:
        with pytest.raises(UnreadableError) as refused:
            read_notebook(as_bytes(FILES.students[name].build(masks())))
        found.add(refused.value.cause)

    assert found == set(UnreadableCause)


def test_a_valid_notebook_is_read_without_a_note() -> None:
    """Nothing was done to it."""
    assert read_notebook(nbformat.writes(masks()).encode()).notes == ()


def test_a_note_says_what_was_done() -> None:
    """To the encoding, to the file, and to its fields."""
    wide = json.dumps(told(cells=[{**CODE, "metadata": None}])).encode("utf-16")

    assert read_notebook(wide).notes == ("read as UTF-16", "filled in what its file does not say")


def test_both_sides_of_a_conflict_must_hold_the_same_cells() -> None:
    """A count may differ, and an answer may not; the base of diff3 counts for nothing."""
    text = json.dumps(told(), indent=1)
    [line] = [one for one in text.splitlines() if "execution_count" in one]
    ours, base, theirs = (line.replace("null", number) for number in ("1", "2", "3"))
    conflict = text.replace(line, f"<<<<<<< a\n{ours}\n||||||| b\n{base}\n=======\n{theirs}\n>>>>>>> c")

    assert sources(conflict.encode()) == ["x = 1"]
    with pytest.raises(UnreadableError, match="merge conflict"):
        read_notebook(conflict.replace(theirs, theirs + ',\n "source": "x = 2"').encode())


def test_a_marker_in_an_answer_is_the_answers() -> None:
    """The file is JSON: nothing is left out of it."""
    source = "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> b"

    assert sources(json.dumps(told(cells=[{**CODE, "source": source}])).encode()) == [source]


@pytest.mark.parametrize(
    "hostile",
    [
        lambda: b"[" * MUCH,
        lambda: b'{"cells": ' * (MUCH // 10),
        lambda: b"<<<<<<< a\n" * (MUCH // 10),
        lambda: b'"' * MUCH,
        lambda: b"," * MUCH,
        lambda: b'{"cells": [' + b"{}," * (MUCH // 3) + b"{}]}",
        lambda: b"\x80\x81" * (MUCH // 2),
        lambda: b"A" * MUCH,
        lambda: json.dumps(told(cells={str(n): CODE for n in range(MUCH // 120)})).encode(),
    ],
)
def test_ten_megabytes_take_seconds(hostile: Callable[[], bytes]) -> None:
    """Of whatever is worst for a step of the reader."""
    data = hostile()
    started = time.process_time()
    with suppress(UnreadableError):
        read_notebook(data)

    assert time.process_time() - started < 20


PLAIN = st.none() | st.booleans() | st.integers(-5, 9) | st.text(max_size=5)
ANY = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


@given(st.dictionaries(st.sampled_from(["cell_type", "input", "source", "level", "metadata"]), ANY))
def test_any_cells_of_an_older_format_are_read_or_refused(cell: dict[str, Any]) -> None:
    """Whatever stands in their fields; a heading has at most six levels."""
    heading = {**cell, "cell_type": "heading", "level": 10**9}
    old = {"nbformat": 3, "worksheets": [{"cells": [cell, heading]}, {"cells": 3}, {"cells": {}}, 5]}
    with suppress(UnreadableError):
        for one in read_notebook(json.dumps(old).encode()).told["cells"]:
            assert isinstance(one["source"], str)
            assert not one["source"].startswith("#" * 7)


def test_half_a_pair_of_surrogates_as_a_text_is_no_notebook() -> None:
    """It is refused as any other text is."""
    with pytest.raises(UnreadableError):
        read_notebook(b'"\\ud800"')


@pytest.mark.parametrize("picture", ["null", "3", '{"image/png": 3}', '{"image/png": ["a", 1]}'])
def test_a_picture_that_is_none_is_left_out(picture: str) -> None:
    """The notebook is valid all the same."""
    cell = f'{{"cell_type": "markdown", "source": "x", "attachments": {{"a.png": {picture}}}}}'
    told = read_notebook(('{"nbformat": 4, "cells": [' + cell + "]}").encode()).told
    nbformat.validate({**told, "nbformat_minor": 5})


@pytest.mark.parametrize("number", ["1" * 6000, "-" + "9" * 6000, "1e99999", "NaN", "-Infinity"])
def test_any_number_is_read(number: str) -> None:
    """Also one that is larger than Python reads integers."""
    cell = '{"cell_type": "code", "source": "x", "metadata": {"n": %s}, "execution_count": %s}'
    read = read_notebook(('{"nbformat": 4, "cells": [' + cell % (number, number) + "]}").encode())
    assert [one["source"] for one in read.told["cells"]] == ["x"]


def test_cells_by_number_are_read_in_the_order_of_the_numbers() -> None:
    """However long a number is."""
    names = ["10", "2", "9" * 5000, "x"]
    cells = {name: {"cell_type": "markdown", "source": name} for name in names}
    read = read_notebook(json.dumps({"nbformat": 4, "cells": cells}).encode())
    assert [cell["source"] for cell in read.told["cells"]] == ["2", "10", "9" * 5000, "x"]


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Nothing else comes of them."""
    with suppress(UnreadableError):
        assert read_notebook(data).told["nbformat"] == 4


FIELDS = st.sampled_from(["cell_type", "source", "metadata", "id", "outputs", "attachments"])


@given(
    st.dictionaries(FIELDS, ANY),
    st.dictionaries(st.sampled_from(["metadata", "nbformat", "worksheets"]), ANY),
)
def test_any_fields_are_read_or_refused(cell: dict[str, Any], notebook: dict[str, Any]) -> None:
    """Each cell comes back with a type, a text, metadata and an id."""
    data = json.dumps(told(cells=[CODE | cell, cell], **notebook)).encode()
    try:
        read = read_notebook(data).told["cells"]
    except UnreadableError:
        return
    for one in read:
        assert (type(one["source"]), type(one["metadata"])) == (str, dict)
        assert one["cell_type"] in ("code", "markdown", "raw")
    assert len({one["id"] for one in read}) == len(read)
