"""The hub of the tests serves what transformers and huggingface_hub ask for, and goes without a trace."""

import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.hub import Hub
from tests.small_bert import publish

LOAD = """
from transformers import AutoModel, AutoTokenizer
model = AutoModel.from_pretrained("bert-base-uncased")
tokens = AutoTokenizer.from_pretrained("bert-base-uncased").tokenize("The quick fox")
print(bool(model.embeddings.word_embeddings.weight.any()), tokens)
"""


def test_a_process_with_an_empty_cache_loads_a_model_from_it(tmp_path: Path) -> None:
    """`HF_ENDPOINT` and a fresh `HF_HUB_CACHE` are all that standard loading code needs."""
    with Hub({"bert-base-uncased": publish(tmp_path / "published")}) as hub:
        environment = {**hub.environment(tmp_path / "home"), "HF_HUB_CACHE": str(tmp_path / "cache")}
        command = [sys.executable, "-c", LOAD]
        outcome = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert outcome.stdout == "True ['the', 'quick', 'fox']\n", outcome.stderr
    assert hub.transfers("model.safetensors") == [0]


def test_it_ends_with_its_block(tmp_path: Path) -> None:
    """No thread and no open port stay behind."""
    with Hub({"small": publish(tmp_path / "published")}) as hub:
        port = int(hub.url.rsplit(":", 1)[1])
        socket.create_connection(("127.0.0.1", port)).close()

    assert "hub" not in [thread.name for thread in threading.enumerate()]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
