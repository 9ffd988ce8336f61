"""A small hub on loopback: it serves folders as models, and fails when told to.

It answers what huggingface_hub 2.4.0 and transformers 5.23.0 ask a hub for: what a model is and what it holds
(`/api/models/NAME/...`), and its files (`/NAME/resolve/REVISION/FILE`), whole or from some byte on. Weights
are stored as the hub stores large files, under their sha256; all others under git's hash.
"""

import hashlib
import json
import os
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self, cast
from urllib.parse import unquote, urlsplit

LARGE = ".safetensors"
ABOUT = re.compile(
    r"/api/models/(?P<name>.+?)(?:/(?P<what>revision|tree)/(?P<revision>[^/]+)(?P<under>/.+)?)?$"
)
FILE = re.compile(r"/(?P<name>.+?)/resolve/(?P<revision>[^/]+)/(?P<path>.+)$")


@dataclass(frozen=True)
class Asked:
    """One request: what was asked for, and from which byte on."""

    method: str
    path: str
    start: int


@dataclass
class Faults:
    """How a hub fails; as long as nothing stands here it does not.

    Attributes:
        cut: by file, after how many bytes its next transfers end, one number for each.
        garbled: files whose last byte is another one than it should be.
        refused: by a part of the path, the status and the hub's own code that are answered instead.
    """

    cut: dict[str, list[int]] = field(default_factory=dict)
    garbled: set[str] = field(default_factory=set)
    refused: dict[str, tuple[int, str]] = field(default_factory=dict)


class Hub:
    """Serves `{name: folder}` from entering to leaving; `revisions` says which commit a model is at."""

    def __init__(self, models: Mapping[str, Path], revisions: Mapping[str, str] | None = None) -> None:
        self.models, self.revisions = dict(models), dict(revisions or {})
        self.faults, self.asked = Faults(), list[Asked]()
        self._server = _Server(("127.0.0.1", 0), _Answer)
        self._server.hub = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="hub")

    @property
    def url(self) -> str:
        """What `HF_ENDPOINT` must say."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def environment(self, home: Path) -> dict[str, str]:
        """Return what a process needs to use this hub, online, and nothing that a user keeps."""
        others = {
            name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING"))
        }
        return {**others, "HF_ENDPOINT": self.url, "HF_HOME": str(home), "NO_PROXY": "127.0.0.1"}

    def commit(self, name: str) -> str:
        """Return the commit that a model is at: what was given, or a hash of its files."""
        files = b"".join(path.name.encode() + path.read_bytes() for path in self.files(name))
        return self.revisions.get(name, hashlib.sha1(files).hexdigest())  # noqa: S324 - as git does

    def files(self, name: str) -> list[Path]:
        """Return the files of a model."""
        return sorted(path for path in self.models[name].iterdir() if path.is_file())

    def transfers(self, file: str) -> list[int]:
        """Return from which byte on each transfer of a file began, in order."""
        wanted = (a for a in self.asked if a.method == "GET" and a.path.endswith(f"/{file}"))
        return [one.start for one in wanted]


class _Server(ThreadingHTTPServer):
    hub: Hub

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that goes away is what is tested."""


class _Answer(BaseHTTPRequestHandler):
    """One request, one connection: HTTP/1.0, so that nothing stays open when the hub ends."""

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.hub.asked.append(Asked(self.command, path, self._start()))
        file, about = FILE.match(path), ABOUT.match(path)
        refused = [answer for part, answer in self.hub.faults.refused.items() if part in path]
        if refused:
            self._refuse(*refused[0])
        elif about:
            self._tell(**about.groupdict())
        elif file:
            self._send_file(**file.groupdict())
        else:
            self._refuse(404, "")

    do_HEAD = do_GET  # noqa: N815 - so http.server names it

    @property
    def hub(self) -> Hub:
        return cast("_Server", self.server).hub

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def _start(self) -> int:
        found = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        return int(found[1]) if found else 0

    def _knows(self, name: str, revision: str | None) -> bool:
        """Say whether a model is there at a revision, and refuse where it is not."""
        if name not in self.hub.models:
            self._refuse(404, "RepoNotFound")
        elif revision not in (None, "main", self.hub.commit(name)):
            self._refuse(404, "RevisionNotFound")
        else:
            return True
        return False

    def _tell(self, name: str, what: str | None, revision: str | None, under: str | None) -> None:
        """Describe a model, or list its files."""
        if not self._knows(name, revision):
            return
        if under:
            self._refuse(404, "EntryNotFound")
            return
        listed = [_described(path) for path in self.hub.files(name)]
        siblings = [{**entry, "rfilename": entry["path"], "blobId": entry["oid"]} for entry in listed]
        model = {"id": name, "modelId": name, "sha": self.hub.commit(name), "siblings": siblings}
        told = json.dumps(listed if what == "tree" else model)
        self._send(told.encode(), {"Content-Type": "application/json"})

    def _send_file(self, name: str, revision: str, path: str) -> None:
        if not self._knows(name, revision):
            return
        found = self.hub.models[name] / path
        commit = {"X-Repo-Commit": self.hub.commit(name)}
        if not found.is_file():
            self._refuse(404, "EntryNotFound", commit)
            return
        entry, data = _described(found), found.read_bytes()
        if path in self.hub.faults.garbled:
            data = bytes([*data[:-1], data[-1] ^ 1])
        large = entry.get("lfs")
        linked = {"X-Linked-Etag": f'"{large["oid"]}"', "X-Linked-Size": str(large["size"])} if large else {}
        self._send(data, {**commit, **linked, "ETag": f'"{entry["oid"]}"'}, cut=self.hub.faults.cut.get(path))

    def _send(self, data: bytes, headers: Mapping[str, str], cut: list[int] | None = None) -> None:
        """Send bytes from where they are asked for, and stop short where the hub was told to."""
        start = self._start()
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        for header, value in {**headers, "Content-Length": str(len(data) - start)}.items():
            self.send_header(header, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data[start:] if not cut else data[start : start + cut.pop(0)])

    def _refuse(self, status: int, code: str, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for header, value in {**(headers or {}), "X-Error-Code": code, "Content-Length": "0"}.items():
            self.send_header(header, value)
        self.end_headers()


def _described(path: Path) -> dict[str, Any]:
    """Return what the hub lists of a file."""
    data = path.read_bytes()
    entry: dict[str, Any] = {"type": "file", "path": path.name, "size": len(data)}
    if path.name.endswith(LARGE):
        oid = hashlib.sha256(data).hexdigest()
        pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize {len(data)}\n".encode()
        stored = {"oid": oid, "sha256": oid, "size": len(data), "pointerSize": len(pointer)}
        return {**entry, "oid": _git_hash(pointer), "lfs": stored}
    return {**entry, "oid": _git_hash(data)}


def _git_hash(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()  # noqa: S324 - git's own
