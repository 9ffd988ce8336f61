"""What may leave a notebook: an allow-list, and text that is cleaned in linear time."""
