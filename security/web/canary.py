"""A server on loopback that notes who asks it for anything."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Canary:
    """Its address, and which numbers were asked for since it was last looked at."""

    address: str
    asked: list[str] = field(default_factory=list)

    def take(self) -> set[int]:
        """Return the payloads whose files were asked for, and forget them."""
        found, self.asked[:] = list(self.asked), []
        heads = (path.strip("/").split("/")[0].split(".")[0].split("?")[0] for path in found)
        return {int(head) for head in heads if head.isdecimal()}


@contextmanager
def listening() -> Iterator[Canary]:
    """Listen meanwhile."""
    asked: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Noting)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Canary(f"http://127.0.0.1:{server.server_port}", asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
