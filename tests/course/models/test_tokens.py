"""Our own WordPiece tokenizer."""

import pytest

from graders.models.tokens import SPECIAL_IDS, build_tokenizer, cased_vocabulary, encode, pieces, vocabulary


def test_a_vocabulary_has_each_token_once() -> None:
    """Small or padded to a size, ids and tokens are one to one."""
    assert len(vocabulary()) == len(pieces()) + len(SPECIAL_IDS)
    assert len(vocabulary(30522)) == 30522
    assert {token: vocabulary(30522)[token] for token in SPECIAL_IDS} == SPECIAL_IDS


def test_unknown_words_fall_into_pieces() -> None:
    """A name comes out letter by letter, with ## before all but the first."""
    assert build_tokenizer(vocabulary()).tokenize("Zqx run.") == ["z", "##q", "##x", "run", "."]


@pytest.mark.parametrize("cased", [False, True])
@pytest.mark.parametrize("sentence", ["The Zqx runs, don't it?", "Über 12 rivers - a b.", "[CLS] ##a"])
def test_a_sentence_is_encoded_as_the_tokenizer_encodes_it(sentence: str, *, cased: bool) -> None:
    """Drawing a case and judging one need no transformers for that."""
    vocab = cased_vocabulary() if cased else vocabulary()
    tokenizer = build_tokenizer(vocab, cased=cased)

    ids = tokenizer(sentence)["input_ids"]

    assert encode(sentence, vocab, cased=cased) == (tuple(ids), tuple(tokenizer.convert_ids_to_tokens(ids)))
