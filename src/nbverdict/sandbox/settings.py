"""How students' processes are walled in, as a course's configuration says."""

from traitlets import Bool, Dict, Enum, Integer, List, Unicode
from traitlets.config import LoggingConfigurable

from nbverdict.sandbox.inside.plan import LANDLOCK, NAMESPACES, Limits

AUTO = "auto"


class Sandbox(LoggingConfigurable):
    """The sandbox of one course."""

    tier = Enum((AUTO, NAMESPACES, LANDLOCK), AUTO, help="Which walls: the best that this machine has.").tag(
        config=True
    )
    unsafe_no_sandbox = Bool(
        False, help="Grade without walls if this machine has none. Students' code runs as you."
    ).tag(config=True)
    imports = List(
        Unicode(), ["numpy"], help="What the fork server imports: what the course's notebooks import."
    ).tag(config=True)
    visible = List(
        Unicode(), help="Folders that notebooks and references may read besides the environment."
    ).tag(config=True)
    environment = Dict(
        value_trait=Unicode(), key_trait=Unicode(), help="Variables of the course's own, for its notebooks."
    ).tag(config=True)
    memory_mb = Integer(4096, help="Memory that a notebook and all that it starts may hold.").tag(config=True)
    mapped_mb = Integer(
        12288, help="Memory that one process may map; a mapped file counts, touched or not."
    ).tag(config=True)
    scratch_mb = Integer(512, help="Files that a notebook may write, in each of its folders.").tag(
        config=True
    )
    processes = Integer(128, help="Processes and threads that a notebook may have.").tag(config=True)
    notebook_cpu_seconds = Integer(240, help="CPU time of a notebook and all that it starts.").tag(
        config=True
    )
    gpu = Bool(False, help="Let a GPU's devices through the walls.").tag(config=True)

    def limits(self) -> Limits:
        """Return what the system itself enforces, for each process."""
        return Limits(
            memory_mb=self.memory_mb,
            data_mb=self.mapped_mb,
            address_mb=2 * self.mapped_mb,
            processes=self.processes,
            file_mb=self.mapped_mb,  # a sparse file takes little of it, which is bounded too
            files=512,  # half of the usual: the system also counts descriptors that a user sends over sockets
            scratch_mb=self.scratch_mb,
        )
