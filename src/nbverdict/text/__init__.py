"""Text of others: expressions that cannot backtrack, what may be printed, times and stamps."""
