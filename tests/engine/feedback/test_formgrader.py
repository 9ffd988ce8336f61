"""Formgrader's pages run formgrader's own scripts, and nothing that a student wrote."""

import base64
import hashlib
from types import SimpleNamespace
from typing import Any

import pytest
from tornado import web
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine
from traitlets.config import Config

from nbverdict.feedback import formgrader
from nbverdict.feedback.formgrader import Exporter, NamesAFolder, escaped, policy
from nbverdict.sandbox.confined import Budget

HOST = "127.0.0.1:8888"
PAGE = """<head><script>var a = "<b>";</script><script src="x.js"></script></head>
<body><span onclick="toggle(true);" title="x">y</span></body>"""


def digest(text: str) -> str:
    """Return a script as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def directives(told: str) -> dict[str, str]:
    """Return the parts of a policy by name."""
    return {one.split()[0]: one.partition(" ")[2] for one in told.split("; ")}


def test_a_page_runs_what_stands_in_it_and_formgraders_own_files() -> None:
    """Each script and each handler by what it holds."""
    found = directives(policy(HOST, "/user/ta", PAGE))
    own = f"{HOST}/user/ta/formgrader"

    scripts = " ".join(map(digest, ['var a = "<b>";', "toggle(true);"]))
    assert found["script-src"] == f"{own}/static/ 'unsafe-hashes' {scripts}"
    assert found["connect-src"] == f"{own}/api/"


def test_it_frames_nothing_sends_nothing_and_loads_nothing_from_elsewhere() -> None:
    """A picture is in the page, or one of formgrader's own; JupyterLab may frame the page."""
    found = directives(policy(HOST, "", PAGE))

    assert found["default-src"] == found["form-action"] == found["base-uri"] == "'none'"
    assert found["img-src"] == f"{HOST}/formgrader/static/ data:"
    assert found["frame-ancestors"] == "'self'"


@pytest.mark.parametrize("host", ["[::1]:8888", "a; script-src *"])
def test_a_host_that_a_policy_cannot_name_is_this_one(host: str) -> None:
    """Nor can it write a policy."""
    found = directives(policy(host, "", "<p>"))

    assert found["script-src"].startswith("'self' ")
    assert found["connect-src"] == "'self'"


@pytest.mark.parametrize(
    ("address", "matches"),
    [
        ("/lab/formgrader?path=x", True),
        ("/lab/formgrader/?a=1&path=", True),
        ("/lab/formgrader/api/grades?path=x", True),
        ("/lab/formgrader/gradebook", False),
        ("/lab/formgraders?path=x", False),
        ("/lab/files/a?path=x", False),
    ],
)
def test_what_names_a_folder_is_matched(address: str, matches: bool) -> None:  # noqa: FBT001
    """Wherever formgrader lies, and whatever else the address holds."""
    start = RequestStartLine("GET", address, "HTTP/1.1")
    request = HTTPServerRequest(headers=HTTPHeaders({"Host": HOST}), connection=_Nobody(), start_line=start)  # type: ignore[arg-type]

    assert (NamesAFolder("/lab/").match(request) is not None) is matches


def test_names_are_escaped_for_templates_that_do_not() -> None:
    """And nothing else is changed."""
    assert escaped({"student": "<b>", "index": 1}) == {"student": "&lt;b&gt;", "index": 1}


class _Nobody:
    """What a request needs of a connection."""

    context = None


class Spinning:
    """An exporter of nbconvert's whose page never comes."""

    config = Config()

    def from_notebook_node(self, *_: Any, **__: Any) -> tuple[str, Any]:
        """Return an empty page."""
        return "", {}

    def from_filename(self, *_: Any, **__: Any) -> tuple[str, Any]:
        """Compute for ever."""
        while True:
            pass


def test_a_page_that_takes_too_much_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is made in a process of its own, whose end is one sentence to whoever opened it."""
    small = Budget(cpu_seconds=1, wall_seconds=20, memory_mb=500, disk_mb=10)
    monkeypatch.setattr(formgrader, "BUDGET", small)
    handler: Any = SimpleNamespace(allow_scripts_of=lambda _: None)

    with pytest.raises(web.HTTPError, match="takes more CPU time to show") as error:
        Exporter(handler, Spinning()).from_filename("p.ipynb", {})

    assert error.value.status_code == 503
