"""What a hub and the way to it can do wrong, each told in one sentence.

Import this only where a hub is meant: huggingface_hub reads its environment once, when it is imported.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from httpx2 import HTTPError
from huggingface_hub import HfApi
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from nbverdict.errors import OperatorError

NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def reaching(hub: HfApi, name: str) -> Iterator[None]:
    """Say what is wrong where the hub is asked about a model.

    Raises:
        OperatorError: no hub answers, or it refuses.
    """
    try:
        yield
    except HfHubHTTPError as error:
        raise _refusal(error, hub, name) from error
    except (HTTPError, OSError, ValueError) as error:
        raise OperatorError(
            f"no model hub answers at {hub.endpoint}",
            hint="check the network and its proxy, or set HF_ENDPOINT to a hub in reach",
        ) from error


@contextmanager
def fetching(hub: HfApi, name: str, file: str, cache: Path) -> Iterator[None]:
    """Say what is wrong where a file is on its way.

    Raises:
        OperatorError: the hub refuses it, it did not arrive whole, or there is no space for it.
    """
    try:
        yield
    except HfHubHTTPError as error:
        raise _refusal(error, hub, name) from error
    except (HTTPError, OSError) as error:
        if isinstance(error, OSError) and error.errno in NO_SPACE:
            raise OperatorError(
                f"no space is left for `{file}` of `{name}` in {cache}",
                hint=f"make space there, then run `python -m graders.models pull {name}` again",
            ) from error
        raise OperatorError(
            f"the transfer of `{file}` of `{name}` was interrupted",
            hint=f"run `python -m graders.models pull {name}` again: files that are complete are kept",
        ) from error


def _refusal(error: HfHubHTTPError, hub: HfApi, name: str) -> OperatorError:
    """Return what a hub's refusal means."""
    if isinstance(error, GatedRepoError):
        return OperatorError(
            f"the hub at {hub.endpoint} gives `{name}` only to those who accepted its terms",
            hint=f"accept them at {hub.endpoint}/{name}, make a token there, and set HF_TOKEN",
        )
    if isinstance(error, RepositoryNotFoundError | RevisionNotFoundError):
        return OperatorError(
            f"the hub at {hub.endpoint} does not have the commit of `{name}` that was asked for",
            hint="compare the catalogue's revision with the hub's page, and check HF_ENDPOINT",
        )
    return OperatorError(
        f"the hub at {hub.endpoint} answers {error.response.status_code} to what was asked of `{name}`",
        hint=f"wait a little, then run `python -m graders.models pull {name}` again",
    )
