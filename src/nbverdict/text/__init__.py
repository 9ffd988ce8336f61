"""Text from others: expressions that cannot backtrack, printable and quoted text, times and stamps."""
