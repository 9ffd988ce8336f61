"""What goes wrong with all that is held beside the weights, and with what fits."""

from graders.memory_bill.ways import CACHES, CROSS, FITS, KEEPS, TRAINS, WEIGHTS, ways
from nbverdict.authoring.mistake import Mistake

OF_MEMORY = (
    Mistake(
        "no_cross_cache",
        "cache",
        (CROSS,),
        "The decoder's cross-attention has no cache here. Its keys and values come from what was read, one "
        "for each token of it, and stay the same from step to step.",
        ways(all={"cross": "none"}),
    ),
    Mistake(
        "cross_cache_grows_with_the_output",
        "cache",
        (CROSS,),
        "The cache of cross-attention grows with what is written. It holds keys and values of what was read.",
        ways(written={"cross": "written"}, both={"cross": "both"}),
    ),
    Mistake(
        "encoder_tokens_in_the_self_cache",
        "cache",
        (CROSS,),
        "The decoder's own cache holds what was read too. It holds what was written; what was read lies in "
        "the cache of cross-attention.",
        ways(too={"own": "read too"}, alone={"own": "read"}),
    ),
    Mistake(
        "encoder_has_a_cache",
        "cache",
        (CROSS,),
        "The encoder's layers have a cache here. It reads once, so that nothing of it is needed again.",
        ways(all={"cached_layers": "both stacks"}, instead={"cross": "encoder's"}),
    ),
    Mistake(
        "one_cache_for_all_layers",
        "cache",
        CACHES,
        "One layer's cache is counted. Each layer has keys and values of its own.",
        ways(all={"cached_layers": "one"}),
    ),
    Mistake(
        "keys_without_values",
        "cache",
        CACHES,
        "The cache holds keys alone, or values. It holds both: twice as much.",
        ways(all={"pair": 1}),
    ),
    Mistake(
        "four_bytes_in_inference",
        "precision",
        (*WEIGHTS, *CACHES),
        "Numbers take 4 bytes in inference here. In bfloat16 they take 2, in the weights and in the cache.",
        ways(
            weights={"weight_bytes": 4},
            cache={"cache_bytes": 4},
            both={"weight_bytes": 4, "cache_bytes": 4},
        ),
    ),
    Mistake(
        "batch_left_out",
        "batch",
        (*CACHES, KEEPS),
        "What each text needs is counted once. The cache and the activations grow with the batch.",
        ways(
            neither={"batch": ""},
            cache={"batch": "activations"},
            activations={"batch": "cache"},
        ),
    ),
    Mistake(
        "training_keeps_a_cache",
        "trained",
        (TRAINS,),
        "Training holds a cache here. It reads whole texts at once and keeps activations instead.",
        ways(all={"training_cache": True}),
    ),
    Mistake(
        "no_master_copy",
        "trained",
        (TRAINS,),
        "Weights take 2 or 4 bytes in training here. Mixed precision keeps copies in 16 and in 32 bits: 6.",
        ways(half={"trained": (2, 4, 8)}, single={"trained": (4, 4, 8)}),
    ),
    Mistake(
        "gradients_in_16_bits",
        "trained",
        (TRAINS,),
        "Gradients take 2 bytes here. We count them in 32 bits, as the transformers documentation does: 4.",
        ways(all={"trained": (6, 2, 8)}, paper={"trained": (2, 2, 12)}),
    ),
    Mistake(
        "one_mean_in_the_optimizer",
        "trained",
        (TRAINS,),
        "The optimizer holds 4 bytes for each parameter. AdamW keeps two running means: 8.",
        ways(all={"trained": (6, 4, 4)}),
    ),
    Mistake(
        "master_copy_in_the_optimizer",
        "trained",
        (TRAINS,),
        "The master copy is booked under the optimizer. It is a copy of the weights: 6, 4 and 8 bytes.",
        ways(all={"trained": (2, 4, 12)}),
    ),
    Mistake(
        "attention_matrices_left_out",
        "activations",
        (KEEPS,),
        "The activations lack the attention matrices, 5 bytes for each head and pair of tokens: they grow "
        "with the square of the length.",
        ways(without={"square": "left out"}, key_heads={"square": "by key heads"}),
    ),
    Mistake(
        "activations_of_one_layer",
        "activations",
        (KEEPS,),
        "One layer's activations are counted. In training each layer keeps its own, for the way back.",
        ways(all={"layers_kept": "one"}),
    ),
    Mistake(
        "both_stacks_read_everything",
        "activations",
        (KEEPS,),
        "Both stacks are given all tokens. The encoder has those that are read, the decoder those written.",
        ways(all={"stack_tokens": "all"}),
    ),
    Mistake(
        "active_weights_in_the_total",
        "fits",
        (TRAINS, FITS),
        "The total counts active weights beside the weights. They are a part of them.",
        ways(beside={"total": "active too"}, instead={"total": "active alone"}),
    ),
    Mistake(
        "parts_missing_from_the_total",
        "fits",
        (TRAINS,),  # without activations each text takes nothing: the largest batch raises, or is never found
        "The total leaves the cache or the activations out.",
        ways(activations={"total": "without activations"}, cache={"total": "without the cache"}),
    ),
    Mistake(
        "mebibytes_for_megabytes",
        "unit",
        (*WEIGHTS, *CACHES, TRAINS, KEEPS, FITS),
        "The sizes are 4.6 % too small: they are divided by 2^20. 1 MB is 10^6 bytes, 1 GB 10^9.",
        ways(
            bill={"unit": "MiB"},
            both={"unit": "MiB", "memory": "GiB"},
            thousands={"unit": "MiB", "memory": "thousand MiB"},
        ),
    ),
    Mistake(
        "another_unit",
        "unit",
        (*WEIGHTS, *CACHES, TRAINS, KEEPS),
        "The sizes are off by a power of a thousand. They are asked for in MB, which is 10^6 bytes.",
        ways(GB={"unit": "GB"}, kB={"unit": "kB"}, bytes={"unit": "bytes"}),
    ),
    Mistake(
        "gibibytes_for_gigabytes",
        "fits",
        (FITS,),
        "The device has 2^30 bytes for each GB here, 7 % more than it has. 1 GB is 10^9 bytes.",
        ways(gib={"memory": "GiB"}, thousand={"memory": "thousand MiB"}),
    ),
    Mistake(
        "weights_need_no_room",
        "fits",
        (FITS,),
        "The whole device is shared out among texts. What does not depend on the batch lies there too.",
        ways(all={"memory": "without what is fixed"}),
    ),
    Mistake(
        "rounded_up",
        "fits",
        (FITS,),
        "The batch is rounded up or to the nearest number, so that it does not fit. Round down.",
        ways(up={"rounding": "up"}, nearest={"rounding": "nearest"}),
    ),
    Mistake(
        "one_batch_too_few",
        "fits",
        (FITS,),
        "One more would fit: the loop ends a step too early, or what fits exactly is refused.",
        ways(all={"rounding": "one less"}),
    ),
    Mistake(
        "a_batch_below_zero",
        "fits",
        (FITS,),
        "Where the weights alone do not fit, the batch is negative. Then it is 0.",
        ways(all={"rounding": "below zero"}),
    ),
)
