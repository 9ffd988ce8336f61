"""Guards formgrader wherever the course's configuration is read: in the server that formgrader runs in."""

import sys


def guard_formgrader() -> None:
    """Put the policy and the refusals on formgrader; for a configuration file, which may run more than once.

    Elsewhere than in a Jupyter server it does nothing, and imports nothing.
    """
    found = sys.modules.get("jupyter_server.serverapp")
    if found is not None and found.ServerApp.initialized():
        from nbverdict.feedback.formgrader import guard

        guard(found.ServerApp.instance().web_app)
