"""What is kept has types: it comes back as it was, or not at all."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pytest

from nbverdict.errors import OperatorError
from nbverdict.store.typed import Codec, DamagedError, NamesCodec


class Colour(StrEnum):
    """A state."""

    RED = "red"


@dataclass(frozen=True)
class Car:
    """A small record."""

    colour: Colour
    places: tuple[float, ...] = ()


CARS = Codec[dict[str, Car]](dict[str, Car])
NAMES = NamesCodec[dict[str, list[str]]](dict[str, list[str]])


def test_a_value_comes_back_as_it_was(tmp_path: Path) -> None:
    """States are members of their enum again, and where there is no file there is nothing."""
    cars = {"mine": Car(Colour.RED, (1.0, 2.5))}
    CARS.write(tmp_path / "a" / "cars.json", cars, indent=1)

    assert CARS.read(tmp_path / "a" / "cars.json") == cars
    assert CARS.read(tmp_path / "none.json") is None
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["cars.json"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"mine": {"colour": "blue"}}',
        '{"mine": {"colour": "red", "places": ["1"]}}',
        '"\udcff"',
    ],
    ids=["nothing", "half", "another form", "no state", "no number", "no Unicode"],
)
def test_a_damaged_file_is_named_or_passed_over(tmp_path: Path, text: str) -> None:
    """Whoever reads it says which; it never becomes something else."""
    path = tmp_path / "cars.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(DamagedError, match=r"`cars.json` in .* is damaged") as error:
        CARS.read(path)
    assert isinstance(error.value, OperatorError)
    assert CARS.find(path) is None


def test_names_of_files_need_not_be_unicode(tmp_path: Path) -> None:
    """They come back as the system has them; what has another form is damaged."""
    path = tmp_path / "names.json"
    NAMES.write(path, {"\udcff.txt": ["\udcfe"]})
    assert NAMES.read(path) == {"\udcff.txt": ["\udcfe"]}

    for text in ('{"a": [1]}', '{"a": "b"}', '[["a"]]'):
        path.write_text(text)
        assert NAMES.find(path) is None
