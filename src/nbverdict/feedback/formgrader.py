"""A content security policy for formgrader: only its own scripts run, and no link may name a folder.

nbgrader has no hook for this, so our handlers subclass its handlers, add the policy, and are routed first.
The course's configuration installs them: formgrader loads it before it answers a request. All other pages of
the server, JupyterLab's included, may connect only to the server, and do not render files that read others:
a student's file cannot send the server's files anywhere.
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

GUARDED = "formgrader_guarded"  # in the server's settings: that the policy is installed
FORMGRADER = "nbgrader_formgrader"  # formgrader's key in the server's settings
PATH = "path"
HOST = Expression(r"[A-Za-z0-9.-]+(:[0-9]+)?")  # hosts that a policy can name
ODD = Expression(r'[<>"\\\x00-\x1f\x{2028}\x{2029}]')  # could end a string in formgrader's scripts
HEADERS, POLICY = "headers", "Content-Security-Policy"
# JupyterLab renders many types of files with its own scripts and the reader's rights. Kernels need ws, which
# not every browser counts as 'self', and which no rendered file can open
LAB = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "media-src 'self' data: blob:; connect-src 'self' ws: wss: data: blob:; worker-src 'self' blob:; "
    "frame-src 'self' data: blob:; object-src 'self' data: blob:; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)
PAGE_CONFIG_HOOK, DISABLED = "page_config_hook", "disabledExtensions"  # JupyterLab's settings
DRAWS_BY_ITSELF = (
    "@jupyterlab/vega5-extension"  # reads any file of the server, and makes links from its content
)
CLOSED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
FILES = (
    AuthenticatedFileHandler,
    FilesHandler,
    NbconvertFileHandler,
    NbconvertPostHandler,
)  # a file shown as a page
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
ODD_NAME = "A name in this address contains characters that no name may have"


PageConfigHook = Callable[[Any, dict[str, Any]], dict[str, Any]]


class NamesAFolder(Matcher):
    """Matches every formgrader address that names a folder, whose course formgrader would load."""

    def __init__(self, base_url: str) -> None:
        """Store formgrader's base address."""
        self.start = url_path_join(base_url, "formgrader")

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Return a match if the address names a folder."""
        below = request.path == self.start or request.path.startswith(f"{self.start}/")
        return {} if below and PATH in request.arguments else None


class RefuseFolder(JupyterHandler):
    """Answers addresses with a folder; JupyterLab's menu names the folder of its file browser."""

    @web.authenticated
    def get(self, *_: str) -> None:
        """Open formgrader if the folder is the course's, or else refuse."""
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
    """Say whether a text names a folder, relative to the one where JupyterLab was started."""
    try:
        return (start / named).resolve() == place
    except (OSError, ValueError):
        return False


class Guarded(BaseHandler):
    """Mixed into each of formgrader's handlers."""

    @property
    def content_security_policy(self) -> str:
        """Forbid everything in a response that is not a formgrader page: a student's file, an API reply."""
        return f"{CLOSED}; sandbox"

    async def prepare(self) -> None:
        """Refuse requests whose body names a folder, and names that could end a string in a script."""
        await super().prepare()
        if FORMGRADER not in self.settings:
            raise web.HTTPError(404)
        if self.get_arguments(PATH):
            raise web.HTTPError(403)
        if any(ODD.search(one or "") for one in (*self.path_args, *self.path_kwargs.values())):
            raise web.HTTPError(400, ODD_NAME)

    def render(self, name: str, **values: Any) -> str:
        """Render one of formgrader's own pages, whose scripts may run."""
        if "resources" in values:
            values["resources"] = escaped(values["resources"])
        page: str = super().render(name, **values)
        self.allow_scripts_of(page)
        return page

    @property
    def exporter(self) -> "Exporter":
        """The exporter of a submission's page."""
        return Exporter(self, super().exporter)

    def allow_scripts_of(self, page: str) -> None:
        """Allow the inline scripts of a page that contains nothing from a student."""
        self.set_header(POLICY, policy(self.request.host, self.base_url, page))


class Still:
    """Mixed into handlers that show a file as a page: no script runs."""

    def set_default_headers(self) -> None:
        """Set this policy instead of all others."""
        super().set_default_headers()  # type: ignore[misc]  # of the handlers with this mixin
        self.set_header(POLICY, STILL)  # type: ignore[attr-defined]  # the same


class Exporter:
    """nbconvert's exporter; a submission's page may run only the scripts that an empty page has too."""

    def __init__(self, handler: Guarded, exporter: Any) -> None:
        """Wrap a handler's exporter."""
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
    """Collects the inline scripts and event handlers of a page."""

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
    """Return the policy of formgrader's pages: run its scripts, call its API, and load its files.

    Inline styles are allowed because nbconvert uses them; they load nothing from elsewhere.
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
    """Return a template's variables with names escaped, because the template does not escape them."""
    return {name: escape(one) if isinstance(one, str) else one for name, one in resources.items()}


def _without_drawings(others: PageConfigHook | None) -> PageConfigHook:
    """Return a hook that disables JupyterLab's renderers of files that read others, after any other hook."""

    def changed(handler: Any, config: dict[str, Any]) -> dict[str, Any]:
        config = others(handler, config) if others else config
        return {**config, DISABLED: [*config.get(DISABLED, ()), DRAWS_BY_ITSELF]}

    return changed


def _all_rules(rules: Sequence[Rule]) -> Iterator[Rule]:
    """Yield these rules, and the rules of nested routers."""
    for rule in rules:
        yield rule
        if isinstance(rule.target, RuleRouter):
            yield from _all_rules(rule.target.rules)


def guard(application: web.Application) -> None:
    """Route to our handlers before formgrader's, and set the policy of all other pages; at most once."""
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
    rules.insert(0, rules.pop(-2))  # `add_handlers` inserts rules before the last one
    for rule in _all_rules(application.default_router.rules):
        if isinstance(rule.target, type) and issubclass(rule.target, FILES):
            rule.target = type(rule.target.__name__, (Still, rule.target), {})
    headers = application.settings.get(HEADERS, {})
    application.settings[HEADERS] = {POLICY: LAB, **headers}  # a policy of the course has priority
    application.settings[PAGE_CONFIG_HOOK] = _without_drawings(application.settings.get(PAGE_CONFIG_HOOK))
    application.settings[GUARDED] = True
