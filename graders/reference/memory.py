"""The memory that a model's parameters take in inference and in training with AdamW.

Bytes for each parameter as the transformers documentation counts them, "Model training anatomy"
(https://huggingface.co/docs/transformers/model_memory_anatomy); activations are not part of it.
"""

INFERENCE = {"fp32": 4, "fp16": 2, "int8": 1}
TRAINING_WEIGHTS = {"fp32": 4, "fp16": 6}  # mixed precision keeps a master copy in fp32
GRADIENTS, OPTIMIZER = 4, 8
MEGABYTE = 10**6


def memory_megabytes(parameters: int, precision: str, *, training: bool) -> dict[str, float]:
    """Return the megabytes (10^6 bytes) of weights, gradients and optimizer, and their total."""
    parts = [INFERENCE[precision], 0, 0]
    if training:
        parts = [TRAINING_WEIGHTS[precision], GRADIENTS, OPTIMIZER]
    sizes = [size * parameters / MEGABYTE for size in (*parts, sum(parts))]
    return dict(zip(("weights", "gradients", "optimizer", "total"), sizes, strict=True))
