"""nbgrader's own tests of the commands that this configuration changes, run without it and with it."""
