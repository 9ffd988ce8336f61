"""What a stock course has in the place of our engine, besides the checks: copied, never imported."""
