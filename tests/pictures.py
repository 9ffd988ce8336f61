"""Small pictures, as notebooks hold them: in base64."""

import base64
import io

from PIL import Image


def picture(width: int = 1, height: int = 1, *, kind: str = "PNG", more: int = 0) -> str:
    """Return a picture of one colour in base64, with so many bytes behind it, which no reader looks at."""
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, kind)
    return base64.b64encode(out.getvalue() + bytes(more)).decode()


PIXEL = picture()
