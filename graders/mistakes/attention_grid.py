"""What goes wrong in the attention grid: with its maps, and around them."""

from graders.mistakes import attention_labels, attention_maps

MISTAKES = (*attention_maps.MISTAKES, *attention_labels.MISTAKES)
