"""What goes wrong with a layer: in its attention, and around it."""

from graders.bert_layer import mistakes_attention, mistakes_blocks

MISTAKES = (*mistakes_attention.MISTAKES, *mistakes_blocks.MISTAKES)
