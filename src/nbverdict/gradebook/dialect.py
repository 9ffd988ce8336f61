"""A SQLite dialect that compiles each statement once for all gradebooks of a process.

nbgrader opens a gradebook a dozen times for each submission, each time with an engine whose cache is empty.
"""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

DRIVER = "sqlite+compiled"  # in the place of `sqlite` in the URL of a gradebook
_compiled: dict[Any, Any] = {}


class CompiledOnce(SQLiteDialect_pysqlite):
    """Python's own sqlite3; all instances are equal to the cache of compiled statements."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CompiledOnce)

    def __hash__(self) -> int:
        return hash(CompiledOnce)

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Give each engine the same cache: nbgrader has a few dozen statements."""
        engine.update_execution_options(compiled_cache=_compiled)


registry.register(DRIVER.replace("+", "."), __name__, CompiledOnce.__name__)
