"""Which file names are allowed beside a notebook: listed suffixes, and no name that a tool loads.

Accepted files lie in `autograded/`, where people open notebooks, and start kernels, servers and tests. A
browser takes the type of a file from its name alone, because formgrader's server does.
"""

import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from fnmatch import fnmatch
from functools import lru_cache
from importlib.machinery import PathFinder
from importlib.metadata import packages_distributions
from pathlib import Path, PurePath
from unicodedata import category, normalize

from nbverdict.text.expressions import Expression
from nbverdict.text.printable import BLANK

ACTIVE = "a browser would run it"
LOADED = "a tool would load it by its name"
ENDING = "its ending is not that of a notebook, data, a picture, text or a Python module"
HIDDEN = "its name is hidden from people"
LETTERS = "its name holds characters that a browser, a shell or an editor interprets: write it without them"
UNSEEN = "its name holds characters that are invisible, or break or reverse a line: write it without them"
NO_TEXT = "its name is not UTF-8"
SHOWN = "JupyterLab would run it by the endings of its name: give it one ending"
BEGINS = "programs may take its name for an option: begin it with a letter or a digit"
LONGEST_NAME = 250  # bytes; beside the notebooks it gets another ending, and no file system takes over 255
LONG = f"its name is longer than {LONGEST_NAME} bytes: give it a shorter one"
LITTER = "a tool left it there, and nobody needs it"

ENDINGS = frozenset(
    """
    .csv .tsv .txt .md .json .jsonl .xlsx .parquet .feather .npy .npz .safetensors .zip .png .jpg .jpeg .gif
    .py .ipynb
    """.split()  # noqa: SIM905 - twenty endings
)
FORMATS = frozenset(  # JupyterLab, or a well-known extension, has a viewer for them
    """
    vg vl vega vegalite vega-lite geojson topojson geo topo plotly bokeh altair mmd mermaid drawio dio
    blockly jpblockly cyjs cytoscape gltf excalidraw slides ojs qmd rmd myst ndjson jsonld json5 tex latex
    pdf yaml yml css wasm jgis jcad stl
    """.split()  # noqa: SIM905 - forty endings
)
BROWSER = (".html", ".htm", ".shtml", ".xhtml", ".xht", ".svg", ".svgz", ".js", ".mjs", ".xml", ".xsl")
CODE, COMPILED = ("py", "pyc", "pyw"), ("so", "pyd")
LEFT_BEHIND = frozenset(
    """
    __pycache__ .ipynb_checkpoints __macosx .ds_store thumbs.db desktop.ini node_modules site-packages .git
    .venv .mypy_cache .pytest_cache .ruff_cache .vscode .idea
    """.split()  # noqa: SIM905 - fifteen names
)
LOOKED = (".ds_store", "thumbs.db", "desktop.ini")  # file managers write these to folders that they show
ENVIRONMENTS, ENVIRONMENT = ("venv", "env"), "pyvenv.cfg"  # folders, and the file that marks one
BY_NAME = ("sitecustomize", "usercustomize", "conftest")
CONFIGURED = ("nbgrader", "jupyter", "ipython", "nbconvert", "formgrade", "course_config")
BY_TOOLS = (  # files or folders that a tool looks for in its working directory
    *(f"{name}*.{ending}" for name in CONFIGURED for ending in ("py", "json")),
    *("profile_*", "kernel.json", "page_config.json", "overrides.json", "package.json", "pyrightconfig.json"),
    *("test_*.py", "*_test.py", "setup.py", "__main__.py", "noxfile.py", "fabfile.py", "dodo.py"),
    *("voila.*", "jupytext.*", "gunicorn.conf.py", "wscript.py", "mcp.json", "deno.json", "tsconfig.json"),
    *("myst.json", "_quarto.json", "cmakelists.txt", "tsconfig.*.json", "babel.config.json"),
    *("jest.config.json",),
    *("*.egg-info", "*.dist-info", "*.egg"),  # whose `entry_points.txt` name code that many programs load
    *("agents.md", "claude.md", "gemini.md", "skill.md", "*instructions.md"),  # orders to assistants
)
TRIED = frozenset(
    """
    OpenGL PyQt4 PyQt5 PyQt6 PySide PySide2 PySide6 _pydevd_bundle _subprocess annotationlib appnope
    argcomplete asyncssh black colorama curio cython docrepr docutils gevent gi gobject gtk ipyparallel
    jupyter_ai jupyter_ai_magics msgpack netifaces ntsecuritycon orjson paramiko pycares pycurl pyczmq pydevd
    pyglet pyperclip sip sphinx testpath trio twisted win32api win32clipboard win32security wx yapf
    accelerate apex backports bitsandbytes bottleneck brotli brotlicffi cupy dask deepspeed dill envwrap
    essentia fastparquet flash_attn flash_attn_interface flax flint fx2trt_oss g2p_en gmpy gmpy2 h2 hqq jax
    librosa lxml mistral_common mlx monkeytype numba numexpr onnx onnx_tf onnxruntime opt_einsum
    pandas_datareader peft polars pretty_midi pyarrow pydot pynvml pyspark pytz pyzstd scipy
    sentencepiece sklearn sniffio socksio soundfile soxr statsmodels tabulate tensorboard tensorflow tensorrt
    torch2trt torch_npu torch_xla torchao torchaudio torchcomms torchdistx torchvision triton tvm xarray
    xformers xonsh zstandard
    """.split()  # noqa: SIM905 - what a kernel and its usual packages import where it is installed, and is not here
)
READ = frozenset('<>"`$;|&*?!~\\{}^:')  # with a meaning to a browser, a shell, an editor or scp
# an apostrophe alone is harmless, and people's names have it
FIRST = "_([#"  # first characters of a name, beside letters, digits and emoji
NO_FIRST = ("M", "Z", "C", "Pd", "Sm")  # marks, blanks, unassigned characters, dashes and symbols
LETTER = Expression(r"[\pL\pM\pN]")
PICTURE = Expression(r"[\p{So}\x{1F3FB}-\x{1F3FF}\x{1F300}-\x{1FAFF}]")  # also newer ones than Python knows
NON_JOINER, JOINER = "\u200c", "\u200d"  # of letters; the second joins emoji too
JOINED = Expression(  # scripts whose words hold these. In others some file systems pass them over, so that
    # `con<joiner>ftest.py` is `conftest.py` there
    r"[\p{Arabic}\p{Syriac}\p{Mongolian}\p{Nko}\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}\p{Oriya}"
    r"\p{Tamil}\p{Telugu}\p{Kannada}\p{Malayalam}\p{Sinhala}\p{Khmer}\p{Myanmar}\p{Tibetan}]"
)
SELECTOR = Expression(r"[\x{FE00}-\x{FE0F}\x{180B}-\x{180D}\x{180F}\x{E0100}-\x{E01EF}]")
COLOURED, KEY = "\ufe0f", "\u20e3"  # selects the emoji of a character; makes a keycap of a digit


def refused_by_name(path: PurePath, tops: Collection[PurePath], packages: Collection[PurePath]) -> str:
    """Return why a file is refused for what a browser, Python or another tool would do with its name."""
    parts = [part.casefold() for part in path.parts]
    if reason := refused_with_all_in_it(path):
        return reason
    if len(os.fsencode(path.name)) > LONGEST_NAME:
        return LONG
    above = (top for top in path.parents if top in tops)
    module = next((name for top in above if (name := _imported(path, top, packages)) in modules_here()), None)
    if module and module not in BY_NAME:
        return f"it would be imported in the place of `{module}`"
    if module or any(map(_is_looked_for, parts)):
        return LOADED
    return _refused_by_ending(path)


def refused_with_all_in_it(path: PurePath) -> str:
    """Return why a file or folder is refused regardless of its content: it is hidden, or left by a tool."""
    parts = [part.casefold() for part in path.parts]
    if not LEFT_BEHIND.isdisjoint(parts):
        return LITTER
    return HIDDEN if any(part.startswith(".") and part != ".." for part in parts) else ""


def refused_whole(name: str, *, is_released: bool, holds: Callable[[str], bool]) -> str:
    """Return why a whole folder is refused, unless the release ships one of that name.

    `holds` returns whether a file of some name lies in it.
    """
    if is_released:
        return ""
    if name.casefold() in ENVIRONMENTS and holds(ENVIRONMENT):
        return LITTER
    return refused_with_all_in_it(PurePath(name))


@lru_cache(maxsize=30_000)
def _is_looked_for(part: str) -> bool:
    """Return whether a tool looks for a file or folder of this name; cached, as many files share folders."""
    return any(fnmatch(part, pattern) for pattern in BY_TOOLS)


def _refused_by_ending(path: PurePath) -> str:
    suffix = path.suffix.casefold()
    if suffix not in ENDINGS:
        return ACTIVE if suffix in BROWSER else ENDING
    if suffix == ".ipynb":  # it is renamed to the notebook that it is
        return ""
    if any(_is_shown_by(one.casefold()) for one in path.suffixes[:-1]):
        return SHOWN
    return _refused_by_letters(path) if is_text(path) else NO_TEXT


def _refused_by_letters(path: PurePath) -> str:
    if any(READ & {*part} for part in path.parts):
        return LETTERS
    if not all(map(_is_seen, path.parts)):
        return UNSEEN
    return "" if all(map(_begins, path.parts)) else BEGINS


def _is_shown_by(further: str) -> bool:
    """Return whether an ending before the last one chooses a viewer; any other word is allowed there."""
    word = further.removeprefix(".").strip()
    return f".{word}" in ENDINGS or f".{word}" in BROWSER or word in FORMATS


def _is_seen(part: str) -> bool:
    """Return whether every character of a name is visible in its order, or visibly changes its neighbours."""
    if part.isascii():
        return part.isprintable()
    return all(map(_is_seen_between, f"\0{part}", part, f"{part[1:]}\0"))


def _is_seen_between(before: str, letter: str, after: str) -> bool:
    if SELECTOR.fullmatch(letter):
        is_key = letter == COLOURED and after == KEY and (before.isdecimal() or before == "#")
        return is_key or (not before.isascii() and _is_plain(before))
    if letter == JOINER and _is_picture(before) and _is_picture(after):
        return True
    if letter in (NON_JOINER, JOINER):
        words = LETTER.fullmatch(before) and LETTER.fullmatch(after)
        return bool(words and (JOINED.fullmatch(before) or JOINED.fullmatch(after)))
    return _is_plain(letter)


def _is_plain(letter: str) -> bool:
    """Return whether a character stands by itself; blanks of any width do."""
    shown = letter.isprintable() or category(letter) == "Zs" or PICTURE.fullmatch(letter)
    return bool(shown) and letter not in BLANK


def _is_picture(letter: str) -> bool:
    return letter == COLOURED or PICTURE.fullmatch(letter) is not None


def _begins(part: str) -> bool:
    """Return whether no program takes a name for an option; some read wide characters as narrow ones."""
    first = part[0]
    narrow = normalize("NFKC", first)[0]
    if first.isalnum() or narrow in FIRST or PICTURE.fullmatch(first):
        return True
    return not narrow.isascii() and not category(first).startswith(NO_FIRST)


def is_text(path: PurePath) -> bool:
    """Return whether a path is UTF-8; renaming others could give two files one name."""
    try:
        os.fsencode(path).decode()
    except UnicodeDecodeError:
        return False
    return True


def _imported(path: PurePath, top: PurePath, packages: Collection[PurePath]) -> str:
    """Return the module that a file is, or belongs to, for code that runs in a folder above it."""
    first, *rest = path.relative_to(top).parts
    if rest:
        return "" if top / first not in packages and modules_here().get(first) else first
    return module_of(first)


def module_of(name: str) -> str:
    """Return the module name of a file of code; a compiled one may name its Python between dots."""
    stem, _, suffix = name.rpartition(".")
    if suffix in COMPILED:
        return stem.split(".")[0]
    return stem if suffix in CODE else ""


@lru_cache(maxsize=1)
def modules_here() -> Mapping[str, bool]:
    """Return the modules that this machine and its kernels can import, or that a kernel tries to import.

    Each value says whether an installed module has priority over a folder without an `__init__`: it has not
    if none is installed, if the installed one is such a folder too, or if a custom finder finds it.
    It takes a third of a second, so call it before forking processes that need it.
    """
    known = {*sys.stdlib_module_names, *packages_distributions(), *BY_NAME, *TRIED, "graders", "nbverdict"}
    here = Path.cwd()
    paths = [one for one in sys.path if one and Path(one).resolve() != here]
    return {name: name in sys.builtin_module_names or _is_found(name, paths) for name in known}


def _is_found(name: str, paths: Sequence[str]) -> bool:
    spec = PathFinder.find_spec(name, paths)
    return spec is not None and spec.origin is not None
