"""Typed records as JSON: one codec for all that is stored, in files that are written atomically."""

import json
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter

from nbverdict.errors import OperatorError
from nbverdict.store.atomic import write_whole

T = TypeVar("T")


class Model(BaseModel):
    """A strict, immutable record; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class DamagedError(OperatorError):
    """A file of ours does not hold what it should."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"`{path.name}` in {path.parent} is damaged", hint="restore a copy of it, or remove it"
        )


class Codec(Generic[T]):
    """Values of one type as JSON: models, dataclasses, and tuples and mappings of these."""

    def __init__(self, kind: Any) -> None:
        """Take the type; its schema is built on first use."""
        self._kind = kind

    @cached_property
    def _adapter(self) -> TypeAdapter[T]:
        return TypeAdapter(self._kind)

    def encode(self, value: T, *, indent: int | None = None) -> bytes:
        """Return a value as JSON."""
        return self._adapter.dump_json(value, indent=indent)

    def plain(self, value: T) -> Any:
        """Return a value as plain data, without fields that have their defaults."""
        return self._adapter.dump_python(value, mode="json", exclude_defaults=True)

    def of(self, plain: object) -> T | None:
        """Return the value in plain data; None if it is not of this type."""
        try:
            return self.decode(json.dumps(plain))
        except (TypeError, ValueError):
            return None

    def decode(self, data: bytes | str) -> T:
        """Return the value in JSON.

        Raises:
            ValueError: it is not of this type.
        """
        return self._adapter.validate_json(data, strict=True)

    def read(self, path: Path) -> T | None:
        """Return the value in a file; None if there is no such file.

        Raises:
            DamagedError: it does not hold a value of this type.
        """
        try:
            return self.decode(path.read_bytes())
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise DamagedError(path) from error

    def find(self, path: Path) -> T | None:
        """Return the value in a file; None if it is missing, unreadable or not of this type."""
        try:
            return self.read(path)
        except (OSError, DamagedError):
            return None

    def write(self, path: Path, value: T, *, indent: int | None = None) -> None:
        """Write a value into a file, atomically."""
        write_whole(path, self.encode(value, indent=indent).decode())


class NamesCodec(Codec[T]):
    """Lists and dictionaries of strings that may be names of files, which need not be valid Unicode."""

    def encode(self, value: T, *, indent: int | None = None) -> bytes:
        """Return strings as JSON, in ASCII."""
        return json.dumps(value, indent=indent).encode()

    def decode(self, data: bytes | str) -> T:
        """Return the strings in JSON.

        Raises:
            ValueError: it is not of this type.
        """
        return self._adapter.validate_python(json.loads(data), strict=True)
