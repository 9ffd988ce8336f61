"""Installs formgrader's policy when the server that runs it reads the course's configuration."""

import sys


def guard_formgrader() -> None:
    """Install formgrader's policy; for a configuration file, which may run more than once.

    Outside of a Jupyter server it does nothing, and imports nothing.
    """
    found = sys.modules.get("jupyter_server.serverapp")
    if found is not None and found.ServerApp.initialized():
        from nbverdict.feedback.formgrader import guard

        guard(found.ServerApp.instance().web_app)
