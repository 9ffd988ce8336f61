"""Typed records as JSON: one codec for all that is kept, and files that are written whole or not at all."""

import json
from functools import cached_property
from pathlib import Path
from types import UnionType
from typing import Any, Generic, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, TypeAdapter

from nbverdict.errors import OperatorError
from nbverdict.store.atomic import write_whole

T = TypeVar("T")


class Model(BaseModel):
    """Strict, immutable, and closed: unknown fields are refused."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class DamagedError(OperatorError):
    """A file of ours holds something else than it should."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"`{path.name}` in {path.parent} is damaged", hint="put back a copy of it, or remove it"
        )


class Codec(Generic[T]):
    """Values of one type as JSON: models, dataclasses, and tuples and mappings of these."""

    def __init__(self, kind: Any) -> None:
        """Name the type; its schema is built when it is first needed."""
        self._kind = kind

    @cached_property
    def _adapter(self) -> TypeAdapter[T]:
        return TypeAdapter(self._kind)

    def encode(self, value: T, *, indent: int | None = None) -> bytes:
        """Return a value as JSON."""
        return self._adapter.dump_json(value, indent=indent)

    def plain(self, value: T) -> Any:
        """Return a value as plain data, without what is as it is by default."""
        return self._adapter.dump_python(value, mode="json", exclude_defaults=True)

    def decode(self, data: bytes | str) -> T:
        """Return the value that JSON holds.

        Raises:
            ValueError: it is none of this type.
        """
        return self._adapter.validate_json(data, strict=True)

    def read(self, path: Path) -> T | None:
        """Return what a file holds; None where there is none.

        Raises:
            DamagedError: it holds no value of this type.
        """
        try:
            return self.decode(path.read_bytes())
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise DamagedError(path) from error

    def find(self, path: Path) -> T | None:
        """Return what a file holds; None where it holds nothing of this type, or cannot be read."""
        try:
            return self.read(path)
        except (OSError, DamagedError):
            return None

    def write(self, path: Path, value: T, *, indent: int | None = None) -> None:
        """Write a value into a file, whole or not at all."""
        write_whole(path, self.encode(value, indent=indent).decode())


class NamesCodec(Codec[T]):
    """Lists and dictionaries of texts that may be names of files: these need not be Unicode."""

    def encode(self, value: T, *, indent: int | None = None) -> bytes:
        """Return texts as JSON, in ASCII."""
        return json.dumps(value, indent=indent).encode()

    def decode(self, data: bytes | str) -> T:
        """Return the texts that JSON holds.

        Raises:
            ValueError: it holds something else, or in another form.
        """
        value: T = json.loads(data)
        if not _fits(value, self._kind):
            raise ValueError(f"this is no {self._kind}")
        return value


def _fits(value: object, kind: Any) -> bool:
    """Say whether a value is a text, or a list or dictionary of such, as its type tells."""
    if kind is str:
        return isinstance(value, str)
    if isinstance(kind, UnionType):
        return any(_fits(value, one) for one in get_args(kind))
    inner = get_args(kind)[-1]
    if get_origin(kind) is dict:
        return isinstance(value, dict) and all(_fits(one, inner) for one in value.values())
    return isinstance(value, list) and all(_fits(one, inner) for one in value)
