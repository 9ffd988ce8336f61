"""Formgrader behind a policy: its own scripts run, nothing of a student's does, and no link names a folder.

nbgrader offers no place for this, so our handlers are its own with a policy on top, and stand before its own.
The course's configuration puts them there: formgrader loads it before it answers anybody. All else that the
server shows, JupyterLab too, asks nobody but the server, and draws no file that reads others: what a student
made cannot send what lies there.
"""

import base64
import hashlib
from collections.abc import Callable, Iterator, Sequence
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_path
from jupyter_server.base.handlers import AuthenticatedFileHandler, JupyterHandler
from jupyter_server.files.handlers import FilesHandler
from jupyter_server.nbconvert.handlers import NbconvertFileHandler, NbconvertPostHandler
from jupyter_server.utils import url_path_join
from nbformat.v4 import new_notebook
from nbgrader.server_extensions.formgrader import apihandlers, handlers
from nbgrader.server_extensions.formgrader.base import BaseHandler
from tornado import web
from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher, Rule, RuleRouter

from nbverdict.execution.conversion import convert_confined
from nbverdict.sandbox.confined import Access, Budget, ConfinedEnd
from nbverdict.text.expressions import Expression

GUARDED = "formgrader_guarded"  # in the server's settings: that it is done
FORMGRADER = "nbgrader_formgrader"  # where nbgrader's settings name it
PATH = "path"
HOST = Expression(r"[A-Za-z0-9.-]+(:[0-9]+)?")  # what a policy can name
ODD = Expression(r'[<>"\\\x00-\x1f\x{2028}\x{2029}]')  # ends a text in a script of formgrader's
HEADERS, POLICY = "headers", "Content-Security-Policy"
# JupyterLab draws many kinds of files as its reader, with scripts of its own; kernels talk through ws, which
# not every browser takes for the server's own address, and which nothing that is drawn can open
LAB = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "media-src 'self' data: blob:; connect-src 'self' ws: wss: data: blob:; worker-src 'self' blob:; "
    "frame-src 'self' data: blob:; object-src 'self' data: blob:; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)
PAGE_CONFIG_HOOK, DISABLED = "page_config_hook", "disabledExtensions"  # of JupyterLab
DRAWS_BY_ITSELF = (
    "@jupyterlab/vega5-extension"  # reads any file of the server, and makes links of what it read
)
CLOSED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
FILES = (
    AuthenticatedFileHandler,
    FilesHandler,
    NbconvertFileHandler,
    NbconvertPostHandler,
)  # a page of its own
STILL = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; media-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"
)
REFUSED = (
    "Formgrader shows the course in {root} here. This address names another folder (?path=), whose "
    "nbgrader_config.py would run as you: it was not opened. To grade another course, start JupyterLab in "
    "its folder; if a page or a message led you here, tell whoever runs the course.\n"
)
TOO_MUCH = (
    "This notebook takes more {} to show than any notebook needs, so it is not shown. Its points and those "
    "checks that could be judged stand in `nbverdict report`."
)
BUDGET = Budget(cpu_seconds=60, wall_seconds=90, memory_mb=1024, disk_mb=100, reply_mb=100)  # of one page
OURS = Path(__file__).resolve().parents[1]
ODD_NAME = "A name in this address holds letters that are no part of a name"


PageConfigHook = Callable[[Any, dict[str, Any]], dict[str, Any]]


class NamesAFolder(Matcher):
    """Matches every address of formgrader's that names a folder, from which it would take its course."""

    def __init__(self, base_url: str) -> None:
        """Remember where formgrader is."""
        self.start = url_path_join(base_url, "formgrader")

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Return something if it is such an address."""
        below = request.path == self.start or request.path.startswith(f"{self.start}/")
        return {} if below and PATH in request.arguments else None


class RefuseFolder(JupyterHandler):
    """Answers what names a folder; JupyterLab's own menu names the one that is open in its file browser."""

    @web.authenticated
    def get(self, *_: str) -> None:
        """Open formgrader if the folder is the course, and else refuse."""
        formgrader = self.settings.get(FORMGRADER)
        if formgrader is None:
            raise web.HTTPError(404)
        root = Path(formgrader.coursedir.root).resolve()
        if all(_is_place(root, Path(formgrader.root_dir), one) for one in self.get_arguments(PATH)):
            self.redirect(url_path_join(self.base_url, "formgrader"))
            return
        self.set_status(403)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(REFUSED.format(root=root))

    post = put = delete = patch = get


def _is_place(place: Path, start: Path, named: str) -> bool:
    """Say whether a text names a place, as seen from where JupyterLab was started."""
    try:
        return (start / named).resolve() == place
    except (OSError, ValueError):
        return False


class Guarded(BaseHandler):
    """Mixed into each of formgrader's handlers."""

    @property
    def content_security_policy(self) -> str:
        """Forbid everything, of what is no page of formgrader's: a student's file, an answer of its API."""
        return f"{CLOSED}; sandbox"

    async def prepare(self) -> None:
        """Refuse what names a folder in its body, and names that would end a text in a script."""
        await super().prepare()
        if FORMGRADER not in self.settings:
            raise web.HTTPError(404)
        if self.get_arguments(PATH):
            raise web.HTTPError(403)
        if any(ODD.search(one or "") for one in (*self.path_args, *self.path_kwargs.values())):
            raise web.HTTPError(400, ODD_NAME)

    def render(self, name: str, **values: Any) -> str:
        """Render a page of formgrader's own, whose scripts may run."""
        if "resources" in values:
            values["resources"] = escaped(values["resources"])
        page: str = super().render(name, **values)
        self.allow_scripts_of(page)
        return page

    @property
    def exporter(self) -> "Exporter":
        """What makes the page of a submission."""
        return Exporter(self, super().exporter)

    def allow_scripts_of(self, page: str) -> None:
        """Let the scripts run that stand in a page, which holds nothing of a student's."""
        self.set_header(POLICY, policy(self.request.host, self.base_url, page))


class Still:
    """Mixed into what shows a file as a page of its own, from wherever a link leads to it: no script runs."""

    def set_default_headers(self) -> None:
        """Set this policy in place of all others."""
        super().set_default_headers()  # type: ignore[misc]  # of the handlers that it is mixed into
        self.set_header(POLICY, STILL)  # type: ignore[attr-defined]  # the same


class Exporter:
    """nbconvert's, whose page of a submission runs no scripts but those of a page without a submission."""

    def __init__(self, handler: Guarded, exporter: Any) -> None:
        """Stand between a handler and its exporter."""
        self.handler, self.exporter = handler, exporter

    def from_filename(self, filename: str, resources: Any) -> tuple[str, Any]:
        """Return the page of a submission."""
        told = escaped(resources)
        empty, _ = self.exporter.from_notebook_node(new_notebook(), resources=dict(told))
        self.handler.allow_scripts_of(empty)
        try:
            return convert_confined(
                lambda: self.exporter.from_filename(filename, resources=dict(told)),
                dict(told),
                config=self.exporter.config,
                budget=BUDGET,
                access=Access(read=(Path(filename), OURS, *map(Path, jupyter_path()))),
            )
        except ConfinedEnd as end:
            raise web.HTTPError(503, TOO_MUCH.format(end.cause)) from end


class _Scripts(HTMLParser):
    """Collects the scripts and the handlers that stand in a page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, None] = {}
        self._script: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {value: None for name, value in attrs if name.startswith("on") and value}
        if tag == "script" and "src" not in dict(attrs):
            self._script = []

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self._script.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._script is not None:
            self.found["".join(self._script)] = None
            self._script = None


def policy(host: str, base_url: str, page: str) -> str:
    """Return what formgrader's page may do: run its own scripts, ask its own API, and load its own files.

    Styles may stand in the page, for nbconvert's do; what they name elsewhere is not loaded.
    """
    parsed = _Scripts()
    parsed.feed(page.replace("\r\n", "\n"))
    parsed.close()
    hashes = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in parsed.found)
    scripts = " ".join(f"'sha256-{one}'" for one in hashes)
    own = f"{host}{base_url}/formgrader" if HOST.fullmatch(host) else ""
    files, api = (f"{own}/static/", f"{own}/api/") if own else ("'self'", "'self'")
    return (
        f"{CLOSED}; script-src {files} 'unsafe-hashes' {scripts}; style-src {files} 'unsafe-inline'; "
        f"img-src {files} data:; font-src {files} data:; connect-src {api}"
    )


def escaped(resources: Any) -> dict[str, Any]:
    """Return what a template is told, whose names it writes as they are."""
    return {name: escape(one) if isinstance(one, str) else one for name, one in resources.items()}


def _without_drawings(others: PageConfigHook | None) -> PageConfigHook:
    """Return what keeps JupyterLab from drawing files that read others, after what else changes its pages."""

    def changed(handler: Any, config: dict[str, Any]) -> dict[str, Any]:
        config = others(handler, config) if others else config
        return {**config, DISABLED: [*config.get(DISABLED, ()), DRAWS_BY_ITSELF]}

    return changed


def _all_rules(rules: Sequence[Rule]) -> Iterator[Rule]:
    """Yield these rules, and those of routers among them."""
    for rule in rules:
        yield rule
        if isinstance(rule.target, RuleRouter):
            yield from _all_rules(rule.target.rules)


def guard(application: web.Application) -> None:
    """Put our handlers before formgrader's, and the policy on all others, once."""
    if application.settings.get(GUARDED):
        return
    base_url = application.settings["base_url"]
    found: list[Any] = [(NamesAFolder(base_url), RefuseFolder)]
    for pattern, handler, *others in (*handlers.default_handlers, *apihandlers.default_handlers):
        own = issubclass(handler, BaseHandler)
        ours = type(handler.__name__, (Guarded, handler), {}) if own else handler
        found.append((url_path_join(base_url, pattern), ours, *others))
    application.add_handlers(".*$", found)
    rules = application.default_router.rules
    rules.insert(0, rules.pop(-2))  # where `add_handlers` puts what it is given: before the last
    for rule in _all_rules(application.default_router.rules):
        if isinstance(rule.target, type) and issubclass(rule.target, FILES):
            rule.target = type(rule.target.__name__, (Still, rule.target), {})
    headers = application.settings.get(HEADERS, {})
    application.settings[HEADERS] = {POLICY: LAB, **headers}  # a policy that the course names itself stands
    application.settings[PAGE_CONFIG_HOOK] = _without_drawings(application.settings.get(PAGE_CONFIG_HOOK))
    application.settings[GUARDED] = True
