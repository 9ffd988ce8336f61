"""The challenge `bert_layer`."""
