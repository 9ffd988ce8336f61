"""The plot of tolerances."""

from pathlib import Path

from tests.tools.calibrate.rows import measured
from tools.calibrate.plot import HONEST, MISTAKE, draw, lanes


def test_each_kind_and_each_near_mistake_has_a_lane() -> None:
    """Honest kinds come first, and a mistake that changes nothing has none."""
    assert [(label, colour) for label, _, colour in lanes(measured(), "WEIGHTS")] == [
        ("float32 (weights)", HONEST),
        ("three decimals (weights)", HONEST),
        ("bfloat16 (weights)", HONEST),
        ("nearer", MISTAKE),
        ("near (a)", MISTAKE),
        ("far", MISTAKE),
    ]


def test_the_plot_is_a_picture(tmp_path: Path) -> None:
    """One row for each tolerance."""
    draw(measured(), tmp_path / "plot.png")

    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")
