found = estimate_memory(417_305_611, "fp16", True)
for part, size in {"weights": 2503.833666, "gradients": 1669.222444, "optimizer": 3338.444888}.items():
    np.testing.assert_allclose(found[part], size, rtol=0.005, err_msg=part)
np.testing.assert_allclose(found["total"], 7511.500998, rtol=0.005)
