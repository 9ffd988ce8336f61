"""What goes wrong with the bill of a model's memory."""

from graders.memory_bill.mistakes_memory import OF_MEMORY
from graders.memory_bill.mistakes_weights import OF_WEIGHTS

MISTAKES = (*OF_WEIGHTS, *OF_MEMORY)
