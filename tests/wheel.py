"""The wheel of the engine, built from its sources alone."""

import shutil
import subprocess
import sys
from pathlib import Path

from graders.models.cache import PROJECT

ENGINE = PROJECT / "src" / "nbverdict"
BESIDE = ("pyproject.toml", "README.md", "LICENSE", "LICENSE-CONTENT")


def build_wheel(folder: Path) -> Path:
    """Build the wheel in an empty folder; what earlier builds left in the checkout has no part in it."""
    sources = folder / "sources"
    shutil.copytree(ENGINE, sources / "src" / "nbverdict", ignore=shutil.ignore_patterns("__pycache__"))
    for name in BESIDE:
        shutil.copy(PROJECT / name, sources)
    build = ("pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder))
    subprocess.run([sys.executable, "-m", *build, str(sources)], check=True, capture_output=True, text=True)
    (wheel,) = folder.glob("*.whl")
    return wheel
