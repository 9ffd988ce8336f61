"""The memory that a model's parameters take in inference and in training with AdamW.

Bytes for each parameter as the transformers documentation counts them, "Model training anatomy"
(https://huggingface.co/docs/transformers/model_memory_anatomy); activations are not part of it.
"""

INFERENCE = {"fp32": 4, "fp16": 2, "int8": 1}
TRAINING_WEIGHTS = {"fp32": 4, "fp16": 6}  # mixed precision keeps a master copy in fp32
GRADIENTS, OPTIMIZER = 4, 8
MEGABYTE = 10**6


def bytes_each(precision: str, *, training: bool) -> tuple[float, float, float]:
    """Return the bytes that weights, gradients and optimizer take for each parameter."""
    return (TRAINING_WEIGHTS[precision], GRADIENTS, OPTIMIZER) if training else (INFERENCE[precision], 0, 0)


def memory_megabytes(parameters: int, precision: str, *, training: bool) -> dict[str, float]:
    """Return the megabytes (10^6 bytes) of weights, gradients and optimizer, and their total."""
    parts = bytes_each(precision, training=training)
    sizes = [size * parameters / MEGABYTE for size in (*parts, sum(parts))]
    return dict(zip(("weights", "gradients", "optimizer", "total"), sizes, strict=True))
