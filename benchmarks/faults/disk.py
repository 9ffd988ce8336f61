"""The disk of a course is full: a sentence, nothing half written, and all is well when there is space."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.faults.launch import Run, launch
from benchmarks.faults.processes import wait_until_gone
from benchmarks.faults.scene import TRACEBACK, Scene, completed, looked

LEFT = (8, 64, 128, 256, 512, 768, 1024)  # KiB that are free when the run starts
LEFT_SHORT = (256,)
PLENTY = 256 << 10
WORDS = ("space", "full")  # how the system, and how SQLite, says it


def full_disk(scene: Scene) -> Iterator[str]:
    """Grade on a disk with little space; then with enough."""
    too_little = 0
    for free in LEFT_SHORT if scene.short else LEFT:
        series = scene.series(f"disk-{free}")
        with _small(series.course, free):
            series.before = series.template.old
            run = launch(series.course)
            for one in (*_said(run), *looked(series, withdrawn=True)):
                yield f"{free} KiB: {one}"
            _mount(series.course, PLENTY, again=True)
            yield from (f"{free} KiB: {one}" for one in completed(series))
        too_little += bool(run.code)
    if not too_little:
        yield "there was always enough"


def _said(run: Run) -> Iterator[str]:
    code = run.wait()
    yield from wait_until_gone()
    said = run.said()
    if code and (TRACEBACK in said or not any(word in said for word in WORDS)):
        yield f"it ended with {code}, and said: {' '.join(said.split())[-400:]}"


@contextmanager
def _small(course: Path, free: int) -> Iterator[None]:
    """Put a course on a disk of its own with so many KiB to spare."""
    aside = course.with_name("aside")
    course.rename(aside)
    course.mkdir()
    _mount(course, PLENTY)
    try:
        shutil.copytree(aside, course, symlinks=True, dirs_exist_ok=True)
        usage = shutil.disk_usage(course)
        _mount(course, (usage.used >> 10) + free, again=True)
        yield
    finally:
        subprocess.run(["umount", "--lazy", course], check=False)


def _mount(place: Path, size: int, *, again: bool = False) -> None:
    how = f"{'remount,' if again else ''}size={size}k"
    subprocess.run(["mount", "-t", "tmpfs", "-o", how, "tmpfs", place], check=True, capture_output=True)
