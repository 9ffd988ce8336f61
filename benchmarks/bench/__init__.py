"""What the sandbox costs, measured."""
