"""Notebook 3: write with a cache.

FLOPs and bytes are measured in the student's process, which might forge them. That nothing is computed again
is seen in the outputs, too: a last step with other weights is right only if earlier keys, or the weights that
made them, were kept.
"""

from collections.abc import Iterator

import numpy as np

from graders.decode.layer import PROJECTIONS, Known, Run, Step
from graders.decode.reference import decoded
from graders.shared.arguments import Tensor
from nbverdict import Answers, Case, Tolerance, Wrong, check
from nbverdict.compare.difference import Differences
from nbverdict.compare.numbers import array_difference

CASES = 1  # raise it to draw other hidden cases
ONE, SHARED, SEVERAL = "one sequence", "one key head", "two sequences"
ALONE = ("shown", ONE, SHARED)  # cases in which one sequence comes
OUTPUTS = Tolerance(absolute=0.06)  # a cache in 16 bits differs by less, known mistakes by 0.2 and more
FORM = "returns_outputs_and_a_cache"
LEAST, MOST = 0.6, 1.5  # of the FLOPs that a step needs: who recomputes needs more than twice as many
SLACK = 0.02  # of the cache's bytes, and two numbers: a counter of tokens may lie beside keys and values
SPARE = 24


def shown_cases() -> list[Case]:
    """Return the layer of the notebook, and its six tokens in chunks of 3, 2 and 1."""
    shapes = _shapes(hidden=6, heads=4, kv_heads=2, size=2)
    weights = {
        name: np.sin(np.arange(np.prod(shape)) + at).reshape(shape) for at, (name, shape) in enumerate(shapes)
    }
    tokens = np.cos(np.arange(36.0)).reshape(6, 6)
    return [_case("shown", Known(tuple(_chunks(0, 3, 2, 1)), (tokens,), (weights,), 4, 2))]


def hidden_cases(rng: np.random.Generator) -> list[Case]:
    """Return one sequence with grouped heads, one with a single key head, and two that take turns."""
    first, second, again = _chunks(0, 2, 3, 1), _chunks(1, 1, 4, 2), Step(2, 0, 2)
    turns = (next(first), next(second), next(first), next(second), again, next(second), next(first))
    size = int(rng.integers(3, 6))
    return [
        _drawn(rng, ONE, (*_chunks(0, 1, 3, 5), Step(0, 9, 10, weights=1)), heads=6, kv_heads=2, size=size),
        _drawn(rng, SHARED, (*_chunks(0, 4, 1, 2), Step(0, 7, 8, weights=1)), heads=3, kv_heads=1, size=size),
        _drawn(rng, SEVERAL, turns, heads=4, kv_heads=4, size=size),
    ]


def reference(case: Case, _device: str) -> Run:
    """Return what each sequence gives when it is read at once."""
    return decoded(case.known)


@check(points=1, form=True)
def test_returns_outputs_and_a_cache(evidence: Answers, reference: Run) -> None:
    """`decode` returns a pair: the outputs, of the shape of `x_new`, and the cache"""
    shapes = [expected.shape for expected in reference.outputs]
    outputs = _outputs(evidence)
    if [one.shape for one in outputs] != shapes:
        unprojected = [(rows, _width(evidence)) for rows, _ in shapes]
        mistake = "no_output_projection" if [one.shape for one in outputs] == unprojected else "another_shape"
        raise Wrong(
            "the outputs do not have the shape of `x_new`",
            anywhere="the outputs do not have the shape of `x_new`",
            mistake=mistake,
        )


@check(points=2, requires=FORM, cases=ALONE)
def test_a_first_chunk_is_attention(evidence: Answers, reference: Run) -> None:
    """Without a cache each token looks at itself and earlier ones, each head at the keys of its group"""
    _expect(evidence, reference, [0])


@check(points=3, gate=True, requires=FORM, cases=ALONE)
def test_later_chunks_see_the_past(evidence: Answers, reference: Run) -> None:
    """Chunk by chunk, the outputs are those of the whole sequence read at once"""
    steps = evidence.case.known.steps
    _expect(evidence, reference, [at for at, step in enumerate(steps) if step.first and not step.weights])


@check(points=1, requires=FORM, cases=SEVERAL)
def test_two_sequences_stay_apart(evidence: Answers, reference: Run) -> None:
    """Two sequences that take turns do not change each other: all that is remembered is in the cache"""
    outputs, steps = _outputs(evidence), evidence.case.known.steps
    again = next(at for at, step in enumerate(steps) if step.sequence == 2)
    same = outputs[0].shape == outputs[again].shape and np.allclose(
        outputs[0], outputs[again], atol=OUTPUTS.absolute
    )
    if not same and array_difference(reference.outputs[0], outputs[0], at="", tol=OUTPUTS) is None:
        sentence = "the same tokens, again without a cache, give another output: something else is remembered"
        raise Wrong(sentence, anywhere=sentence, mistake="state_in_a_global")
    _expect(evidence, reference, range(len(steps)))


@check(points=2, form=True, requires=FORM, cases=ALONE)
def test_a_step_costs_its_own_token(evidence: Answers, reference: Run) -> None:
    """A step of one token projects this token alone: earlier keys and values come from the cache"""
    flops, expected = _measured(evidence, "flops"), reference.flops
    if flops < LEAST * expected:
        sentence = "torch counts too few products in a step: multiply with torch, in `decode` itself"
        raise Wrong(sentence, anywhere=sentence, staff=(f"{flops} FLOPs, not {expected}",))
    if flops > MOST * expected:
        anywhere = "a step of one token does more than that token needs"
        raise Wrong(
            f"the step of one token takes {flops:g} FLOPs, and {expected} are enough", anywhere=anywhere
        )
    later = [at for at, step in enumerate(evidence.case.known.steps) if step.weights]
    outputs = _outputs(evidence)
    if any(array_difference(reference.outputs[at], outputs[at], at="", tol=OUTPUTS) for at in later):
        sentence = (
            "where a later step has other weights, keys and values of earlier tokens are computed again"
        )
        raise Wrong(sentence, anywhere=sentence)


@check(points=1, form=True, requires=FORM, cases=ALONE)
def test_the_cache_holds_keys_and_values_alone(evidence: Answers, reference: Run) -> None:
    """The cache takes 2 · kv_heads · d · 4 bytes for each token"""
    held, expected = _measured(evidence, "bytes"), reference.held
    if not abs(held - expected) <= SLACK * expected + SPARE:
        anywhere = (
            "the cache holds more than the keys and values of its tokens"
            if held > expected
            else "the cache holds less than the keys and values of its tokens"
        )
        raise Wrong(f"the cache holds {held:g} bytes, and keys and values take {expected}", anywhere=anywhere)


def _expect(evidence: Answers, reference: Run, steps: "range | list[int]") -> None:
    """Raise `Wrong` where the outputs of these steps differ."""
    outputs = _outputs(evidence)
    found = (
        array_difference(reference.outputs[at], outputs[at], at=_named(evidence.case, at), tol=OUTPUTS)
        for at in steps
    )
    Differences(tuple(one for one in found if one)).raise_if_any()


def _named(case: Case, at: int) -> str:
    step: Step = case.known.steps[at]
    return f"the output of tokens {step.first} to {step.end - 1}"


def _outputs(evidence: Answers) -> list[np.ndarray]:
    """Return the outputs of all steps, or raise `Wrong` if they are no matrices."""
    told = evidence.value
    if told is None:
        raise Wrong("`decode` returns nothing", anywhere="`decode` returns nothing")
    if isinstance(told, tuple | list) and len(told) == 2:
        sentence = "the first of the two is not a tensor: return the outputs first, `return y, cache`"
        raise Wrong(sentence, anywhere=sentence, mistake="another_type")
    if not (isinstance(told, dict) and isinstance(told.get("outputs"), dict)):
        sentence = "`decode` returns one object: return the outputs and the cache, `return y, cache`"
        raise Wrong(sentence, anywhere=sentence, mistake="no_cache_returned")
    outputs = list(told["outputs"].values())
    if not all(isinstance(one, np.ndarray) and one.dtype.kind in "fiu" for one in outputs):
        sentence = "the first of the two is not a tensor: return `y, cache`"
        raise Wrong(sentence, anywhere=sentence, mistake="another_type")
    return [one.astype(np.float64) for one in outputs]


def _measured(evidence: Answers, what: str) -> float:
    """Return what was measured of the last step."""
    _outputs(evidence)
    told = evidence.value.get(what)
    if isinstance(told, bool) or not isinstance(told, int | float):
        raise Wrong(f"the {what} of a step could not be measured")
    return float(told)


def _width(evidence: Answers) -> int:
    known: Known = evidence.case.known
    return known.heads * known.size


def _chunks(sequence: int, *lengths: int) -> Iterator[Step]:
    """Yield a step for each chunk of a sequence."""
    first = 0
    for length in lengths:
        yield Step(sequence, first, first + length)
        first += length


def _shapes(*, hidden: int, heads: int, kv_heads: int, size: int) -> list[tuple[str, tuple[int, int]]]:
    wide, narrow = heads * size, kv_heads * size
    return list(
        zip(PROJECTIONS, ((wide, hidden), (narrow, hidden), (narrow, hidden), (hidden, wide)), strict=True)
    )


def _drawn(
    rng: np.random.Generator, name: str, steps: tuple[Step, ...], *, heads: int, kv_heads: int, size: int
) -> Case:
    """Draw a layer wider than its heads together, and sequences whose scores differ from each other."""
    hidden = heads * size + int(rng.integers(14, 17))
    shapes = _shapes(hidden=hidden, heads=heads, kv_heads=kv_heads, size=size)
    weights = tuple({one: _random(rng, shape) for one, shape in shapes} for _ in range(2))
    lengths = {step.sequence: step.end for step in steps}
    sequences = [rng.normal(size=(length, hidden)).round(2) for _, length in sorted(lengths.items())]
    if len(sequences) > 2:
        sequences[2] = sequences[0][: len(sequences[2])]
    return _case(name, Known(steps, tuple(sequences), weights, heads, kv_heads))


def _random(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Draw a matrix that lets numbers keep their size, and scores spread by 2."""
    drawn: np.ndarray = (rng.normal(size=shape) * 1.5 / np.sqrt(shape[1])).round(3)
    return drawn


def _case(name: str, known: Known) -> Case:
    weights = [{one: Tensor(array.tolist()) for one, array in each.items()} for each in known.weights]
    sequences = [Tensor(array.tolist()) for array in known.sequences]
    arguments = ([list(step.told) for step in known.steps], sequences, weights, known.heads, known.kv_heads)
    return Case(name, "decode", arguments, caller="step by step", known=known)
