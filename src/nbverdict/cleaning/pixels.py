"""How many pixels a picture has: a browser decodes all of them, however small its file and its place are."""

import base64
import io
import math
import warnings

from PIL import Image

Image.preinit()  # once for a class: in each submission's process it would take longer than its pictures

MOST_PIXELS = 40_000_000  # of one picture, its frames together: a figure of 12 by 8 inches at 600 dpi has 35
OF_A_PAGE = 120_000_000  # of all pictures of a page, which are 480 MB as a browser holds them
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
SCAN, SCANS = b"\xff\xda", 10  # what begins a pass over a JPEG, and how many a progressive one has


def pixels_of(packed: str) -> int:
    """Return the pixels of a picture in base64, of all its frames; more than any may have if it is none.

    A JPEG may go over its pixels thousands of times: what is beyond the usual passes counts again.
    """
    try:
        data = base64.b64decode(packed)
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow warns of pictures that are larger than any of ours
            with Image.open(io.BytesIO(data), formats=FORMATS) as found:
                area: int = found.width * found.height
                again = math.ceil(data.count(SCAN) / SCANS) if found.format == "JPEG" else 1
                times = max(1, again) * getattr(found, "n_frames", 1)
                return area * times if area <= MOST_PIXELS else MOST_PIXELS + 1
    except Exception:  # noqa: BLE001 - whatever Pillow says of it, it is no picture
        return MOST_PIXELS + 1


def is_drawable(packed: str) -> bool:
    """Return whether a picture in base64 has no more pixels than one may have."""
    return pixels_of(packed) <= MOST_PIXELS
