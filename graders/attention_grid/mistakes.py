"""What goes wrong in the attention grid: with its maps, and around them."""

from graders.attention_grid import mistakes_labels as attention_labels
from graders.attention_grid import mistakes_maps as attention_maps

MISTAKES = (*attention_maps.MISTAKES, *attention_labels.MISTAKES)
