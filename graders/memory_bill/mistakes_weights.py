"""What goes wrong with the weights: matrices, heads, ties, experts."""

from graders.memory_bill.ways import ACTIVE, CACHE, CROSS, EXPERTS, ONE, TWO, WEIGHTS, in_three_places, ways
from nbverdict.authoring.mistake import Mistake

OF_WEIGHTS = (
    Mistake(
        "two_matrices_where_three_are",
        "matrices",
        WEIGHTS,
        "A gated feed-forward block is counted with two matrices. It has three: up, gate and down.",
        ways(all={"matrices": "two"}),
    ),
    Mistake(
        "three_matrices_where_two_are",
        "matrices",
        WEIGHTS,
        "Every feed-forward block is counted with three matrices. Without a gate it has two: up and down.",
        ways(all={"matrices": "three"}),
    ),
    Mistake(
        "heads_for_kv_heads",
        "kv_heads",
        (CACHE, *WEIGHTS),
        "All heads are counted where key heads are meant. Several heads share a key and a value: "
        "`num_key_value_heads` says how many there are, in the cache and in two of the four projections.",
        in_three_places("kv_heads"),
    ),
    Mistake(
        "hidden_size_divided_by_heads",
        "size",
        (TWO, CROSS, ONE, CACHE),
        "The size of a head is taken to be h / heads. Where the configuration names it (`d_kv`, `head_dim`), "
        "it may be another: heads together are wider or narrower than h.",
        lambda case, right: {
            **in_three_places("size")(case, right),
            **ways(one={"size": "both", "of": "one stack"})(case, right),
        },
    ),
    Mistake(
        "width_always_four_times_h",
        "inner",
        (ONE,),
        "The feed-forward width of a quill is always 4 h here. That is so only if `n_inner` is `None`.",
        ways(all={"inner": "four times h"}),
    ),
    Mistake(
        "one_depth_for_both_stacks",
        "depth",
        (TWO, CROSS),
        "Both stacks of a ferry have the encoder's number of layers here. The decoder has its own, "
        "`num_decoder_layers`.",
        ways(all={"depth": "the encoder's"}),
    ),
    Mistake(
        "tied_output_counted_twice",
        "output",
        WEIGHTS,
        "The output is counted although it is tied: with `tie_word_embeddings` it is the matrix of the "
        "embeddings, which lies in memory once.",
        ways(all={"output": "twice"}),
    ),
    Mistake(
        "untied_output_left_out",
        "output",
        WEIGHTS,
        "The output is left out although it is not tied: it is a second matrix, as large as the embeddings.",
        ways(all={"output": "once"}),
    ),
    Mistake(
        "experts_counted_once",
        "experts",
        (EXPERTS, ACTIVE),
        "One expert is counted for each layer. Memory holds all of them, for any token may need any.",
        ways(
            memory={"experts": "one"},
            both={"experts": "one", "active": "one"},
        ),
    ),
    Mistake(
        "active_weights_for_all",
        "experts",
        (EXPERTS, ACTIVE),
        "The weights are those that one token uses. Memory holds all experts: only the arithmetic is saved.",
        ways(all={"experts": "used"}),
    ),
    Mistake(
        "all_weights_active",
        "experts",
        (ACTIVE,),
        "All experts count as active, or one. A token uses `num_experts_per_tok` of them, in each layer.",
        ways(every={"active": "all"}, one={"active": "one"}),
    ),
    Mistake(
        "experts_alone_active",
        "experts",
        (ACTIVE, *WEIGHTS),
        "Only feed-forward blocks count as active. A token uses attention and embeddings too: active weights "
        "are all but the experts that it does not use.",
        ways(all={"active": "experts alone"}),
    ),
    Mistake(
        "no_cross_attention_weights",
        "matrices",
        (TWO,),
        "A decoder's layer is counted like an encoder's. It has a second attention block, which reads "
        "what the encoder made.",
        ways(all={"third": False}),
    ),
    Mistake(
        "no_table_of_positions",
        "matrices",
        (ONE,),
        "The table of positions is left out. It has a row for each of `n_positions`.",
        ways(all={"embeddings": "no positions"}),
    ),
    Mistake(
        "no_embeddings",
        "matrices",
        WEIGHTS,
        "Embeddings are left out. They have a row for each word of the vocabulary, in memory too.",
        ways(all={"embeddings": "none"}),
    ),
)
