"""What goes wrong with a cache: what a head reads, what a chunk sees, what is kept and where."""

from collections.abc import Callable
from dataclasses import replace

from graders.decode.layer import Run
from graders.decode.slips import slipped
from nbverdict import Case
from nbverdict.authoring.mistake import Made, Mistake

FIRST, LATER, APART = "a_first_chunk_is_attention", "later_chunks_see_the_past", "two_sequences_stay_apart"
COST, BYTES = "a_step_costs_its_own_token", "the_cache_holds_keys_and_values_alone"
RIGHT = (FIRST, LATER, APART)


def _ways(**ways: dict[str, str]) -> Callable[[Case, Run], Made]:
    """Return what each of these ways of doing it gives; each names what is done otherwise."""
    return lambda case, right: {
        "" if name == "all" else name: slipped(case, right, **changed) for name, changed in ways.items()
    }


def _again(case: Case, right: Run) -> Made:
    """Return what comes of computing again: keys and values alone, or the whole layer for all tokens."""
    keys = slipped(case, right, computed="again")
    known = case.known
    step, before = known.steps[-1], known.steps[-1].first
    projected = known.flops - 4 * step.end * known.heads * known.size
    rest = before * (projected - known.flops_of_keys) + 4 * before * step.end * known.heads * known.size
    beside = step.end * known.pair
    return {
        "keys and values": keys,
        "everything": replace(keys, flops=keys.flops + rest),
        "keys and values, beside a cache": replace(keys, held=keys.held + beside),
    }


MISTAKES = (
    Mistake(
        "not_scaled",
        "scale",
        RIGHT,
        "The scores are not scaled. Divide them by √d, where d is the length of one head's query.",
        _ways(all={"scale": "none"}),
    ),
    Mistake(
        "scaled_without_the_root",
        "scale",
        RIGHT,
        "The scores are divided by the length of a query. Divide by its square root.",
        _ways(all={"scale": "size itself"}),
    ),
    Mistake(
        "scaled_by_the_hidden_size",
        "scale",
        RIGHT,
        "The scores are scaled by the length of a token's vector, or of all heads together. What counts is "
        "the length of one head's query: the rows of q_proj.weight, divided by the heads.",
        _ways(
            root={"scale": "hidden"},
            itself={"scale": "hidden itself"},
            all_heads={"scale": "all heads"},
            key_heads={"scale": "key heads"},
        ),
    ),
    Mistake(
        "hidden_size_divided_by_heads",
        "scale",
        RIGHT,
        "The scale takes h / heads for the length of a head. Here a head may be longer or shorter than that: "
        "read it from the rows of q_proj.weight.",
        _ways(real={"scale": "hidden by heads"}, whole={"scale": "hidden by heads, whole"}),
    ),
    Mistake(
        "scaled_by_the_number_of_heads",
        "scale",
        RIGHT,
        "The scores are scaled by how many heads there are. What counts is the length of a head's query.",
        _ways(all={"scale": "heads"}),
    ),
    Mistake(
        "groups_in_turn",
        "groups",
        RIGHT,
        "Heads read the key heads in turn: 0, 1, 0, 1. Neighbours share one: 0, 0, 1, 1. `repeat_interleave` "
        "repeats each head in its place; `repeat` repeats the whole row of heads.",
        _ways(all={"groups": "in turn"}),
    ),
    Mistake(
        "heads_and_tokens_mixed",
        "heads",
        RIGHT,
        "Heads and tokens are mixed: a projection of shape (n, heads · d) is viewed as (heads, n, d). View "
        "it as (n, heads, d) first, then transpose.",
        _ways(all={"heads": "of the whole chunk"}),
    ),
    Mistake(
        "heads_cut_across",
        "heads",
        RIGHT,
        "A head takes every so many numbers of a projection. Head 0 is the first d of them, head 1 the next.",
        _ways(all={"heads": "every so many numbers"}),
    ),
    Mistake(
        "softmax_over_another_axis",
        "heads",
        RIGHT,
        "The softmax runs over the queries or over the heads. Each query of each head shares out its own "
        "attention: run it over the keys.",
        _ways(queries={"softmax": "queries"}, heads={"softmax": "heads"}),
    ),
    Mistake(
        "later_tokens_of_a_chunk_seen",
        "mask",
        RIGHT,
        "A token of a chunk sees the ones behind it: a chunk needs a mask too, in each call, not only in the "
        "first.",
        _ways(never={"mask": "none"}, first_alone={"mask": "at the start alone"}),
    ),
    Mistake(
        "mask_without_offset",
        "mask",
        (LATER, APART),
        "The mask of a later chunk begins at the first token, as if nothing were in the cache: its token i "
        "sees i + 1 keys, and most of the past is hidden. Let it see the whole cache and i + 1 new ones "
        "(`is_causal=True` does not, and `tril` takes a diagonal).",
        _ways(all={"mask": "without offset"}),
    ),
    Mistake(
        "mask_one_too_wide",
        "mask",
        RIGHT,
        "The mask is one diagonal too wide: each token sees the next one of its chunk.",
        _ways(all={"mask": "one too wide"}),
    ),
    Mistake(
        "new_tokens_before_the_past",
        "past",
        (LATER, APART),
        "New keys stand before those of the cache, and the mask hides the wrong ones. Concatenate the past "
        "first.",
        _ways(all={"order": "new first"}),
    ),
    Mistake(
        "cache_overwritten",
        "past",
        (LATER, APART),
        "The cache holds the last chunk alone: each call replaces what was there. Append to it.",
        _ways(last_chunk={"kept": "last chunk"}),
    ),
    Mistake(
        "past_not_read",
        "past",
        (LATER, APART),
        "A chunk sees itself alone: the keys and values of the cache are not read.",
        _ways(
            nothing_kept={"kept": "nothing"},
            not_read={"kept": "unread"},
        ),
    ),
    Mistake(
        "state_in_a_global",
        "past",
        (APART,),
        "What is remembered lies in a variable of the notebook, so that two sequences meet in it. Put it "
        "into the cache that you return, and read it from the one that you are given.",
        _ways(all={"cache": "one for all"}),
    ),
    Mistake(
        "computed_again",
        "held",
        (COST, BYTES),
        "Keys and values of earlier tokens are computed again at each step. They do not change: keep them in "
        "the cache, and project new tokens alone.",
        _again,
    ),
    Mistake(
        "repeated_heads_cached",
        "held",
        (BYTES,),
        "The cache holds keys and values that are already repeated for every head. Keep kv_heads of them, "
        "and repeat after reading: that is what grouped heads save.",
        _ways(all={"extra": "repeated heads"}),
    ),
    Mistake(
        "queries_cached",
        "held",
        (BYTES,),
        "The cache holds queries too. No later token needs them: a query is used once.",
        _ways(all={"extra": "queries"}),
    ),
    Mistake(
        "inputs_cached",
        "held",
        (BYTES,),
        "The cache holds the tokens' vectors beside their keys and values. Nothing needs them again.",
        _ways(all={"extra": "inputs"}),
    ),
    Mistake(
        "another_precision_in_the_cache",
        "held",
        (BYTES,),
        "The cache holds its numbers in another precision than float32: twice the bytes, or half of them.",
        _ways(double={"precision": "float64"}, half={"precision": "16 bits"}),
    ),
)
