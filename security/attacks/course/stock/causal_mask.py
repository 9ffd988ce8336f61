for tokens in (17, 31):
    mask = causal_mask(tokens)
    assert np.shape(mask) == (tokens, tokens)
    assert (mask == np.tril(np.ones((tokens, tokens)))).all()
