"""What leaves a notebook: an allow-list, and cleaned text in a time that grows with its length."""
