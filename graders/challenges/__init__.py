"""One pytest module per challenge: its cases, its reference, and the checks that judge it."""
