"""Rows as a measurement leaves them, without measuring anything."""

from tools.calibrate.measured import Honest, Measured, Near


def honest(
    kind: str, deviation: float, *, tolerance: str = "WEIGHTS", case: str = "draw 0, causal"
) -> Honest:
    """Return one run of an honest computation."""
    return Honest(tolerance, kind, "weights", "sdpa, cpu, 1 thread", case, deviation)


def near(mistake: str, *deviations: float, way: str = "", tolerance: str = "WEIGHTS") -> Near:
    """Return one way of making a mistake."""
    return Near(tolerance, "attention_weights", "weights_are_right", mistake, way, deviations)


def measured() -> Measured:
    """Return a measurement in which each tolerance has a plain computation and a mistake."""
    return Measured(
        honest=(
            *(honest("float32", 1e-6, tolerance=name) for name in ("ATTENTION", "HALF_A_PERCENT")),
            honest("float32", 2e-5),
            honest("float32", 5e-5),
            honest("three decimals", 5e-4),
            honest("bfloat16", 9e-4),
            honest("bfloat16", 4e-3),
        ),
        near=(
            *(near("far", 1.0, tolerance=name) for name in ("ATTENTION", "HALF_A_PERCENT")),
            near("far", 0.3, 0.5),
            near("near", 0.02, way="a"),
            near("near", 0.04, way="b"),
            near("nearer", 2e-4, 0.5),
            near("nowhere"),
        ),
        draws=2,
        machine="2 cores",
        left_out="No GPU.",
    )
