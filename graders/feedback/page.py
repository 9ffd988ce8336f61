"""The student's page, as nbgrader makes it, with templates that are compiled once for a whole class."""

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from nbconvert import HTMLExporter


class CompiledOnce(BytecodeCache):
    """Compiled templates in memory; jinja2 itself notices when a template changed."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give back what was compiled."""
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._compiled[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledOnce()  # nbconvert makes an environment for each page


class FeedbackExporter(HTMLExporter):
    """nbgrader's own exporter of feedback."""

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()
        environment.bytecode_cache = COMPILED
        return environment
