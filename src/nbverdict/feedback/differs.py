"""Draws where a map differs from the expected one, without showing expected values."""

from markupsafe import Markup

from nbverdict.compare.difference import Places

SIDE = 11  # pixels of a value


def draw_places(places: Places) -> Markup:
    """Return an SVG with a square for each value, filled where it differs."""
    height, width = len(places.rows), max(map(len, places.rows))
    wrong = "".join(
        f"M{column} {row}h1v1h-1z"
        for row, letters in enumerate(places.rows)
        for column, letter in enumerate(letters)
        if letter == "x"
    )
    count = sum(letters.count("x") for letters in places.rows)
    caption = f"{places.where}: {count} of {height * width} values differ"
    return Markup(
        '<figure class="places"><svg role="img" viewBox="0 0 {w} {h}" width="{pw}" height="{ph}" '
        'aria-label="{caption}"><rect width="{w}" height="{h}"/><path d="{wrong}"/></svg>'
        "<figcaption>{caption}</figcaption></figure>"
    ).format(w=width, h=height, pw=width * SIDE, ph=height * SIDE, caption=caption, wrong=wrong)
