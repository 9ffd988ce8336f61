"""Drawings in SVG: only static shapes and texts stay, and only as many as a browser draws at once.

What a browser computes for each pixel (filters, masks, blending) is left out, and so are too many dashes.
`drawing_cost` counts what is left.
"""

import itertools
import xml.etree.ElementTree as ET

from nbverdict.text.expressions import Expression

SVG, SPACE, LINK = "image/svg+xml", "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
SHAPES = frozenset(
    """
    svg g defs use symbol path rect circle ellipse line polyline polygon text tspan clipPath linearGradient
    radialGradient stop marker pattern
    """.split()  # noqa: SIM905 - twenty words
)
VALUE = Expression(r"[\w\s.,;:#%()+'-]*")  # no address has only these
WITHIN = Expression(r"#[\w.-]+")

PAINT = frozenset(  # attributes, and properties of a style, that cost a browser nothing but the shape itself
    """
    id version viewBox preserveAspectRatio width height x y x1 y1 x2 y2 cx cy r rx ry d points dx dy rotate
    transform href fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linejoin
    stroke-linecap stroke-miterlimit stroke-dasharray opacity color display visibility font font-family
    font-size font-style font-weight text-anchor dominant-baseline letter-spacing clip-path clip-rule
    clipPathUnits gradientUnits gradientTransform spreadMethod offset stop-color stop-opacity style
    marker marker-start marker-mid marker-end markerWidth markerHeight markerUnits refX refY orient
    patternUnits patternTransform patternContentUnits
    """.split()  # noqa: SIM905 - seventy words
)
DASHES, MOST_DASHES = "stroke-dasharray", 300_000  # of a drawing; with more, its lines are solid
GEOMETRY = ("d", "points", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height")
NOT_STYLED = frozenset(("style", "x", "y", "transform", *GEOMETRY))  # no figure's style has a place in it
NUMBER = Expression(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
RELATIVE = Expression("[a-df-y]")  # a command of a path whose numbers are no places
DEEPEST = 40  # elements within elements


def read_drawing(svg: str) -> ET.Element | None:
    """Return a drawing with only its shapes and texts; None if it cannot be parsed."""
    if "<!ENTITY" in svg:
        return None
    try:
        root = ET.fromstring(svg.encode())  # noqa: S314 - without entities
        if root.tag != f"{SPACE}svg":
            return None
        _keep_shapes(root)
        _make_solid_if_many(root)
    except (ET.ParseError, RecursionError, ValueError, OverflowError):
        return None
    return root


def written(drawing: ET.Element) -> str:
    """Return the text of a drawing."""
    ET.register_namespace("", SPACE[1:-1])
    return ET.tostring(drawing, encoding="unicode")


def _keep_shapes(element: ET.Element, depth: int = 0) -> None:
    for name, value in list(element.attrib.items()):
        if kept := _kept(name, value):
            element.set(name, kept)
        else:
            del element.attrib[name]
    for child in list(element):
        is_shape = isinstance(child.tag, str) and child.tag.removeprefix(SPACE) in SHAPES
        if is_shape and depth < DEEPEST:
            _keep_shapes(child, depth + 1)
        else:
            element.remove(child)


def _kept(name: str, value: str) -> str:
    """Return what stays of an attribute; of a style, the properties that stay."""
    if name in ("href", LINK):
        return value if WITHIN.fullmatch(value) else ""
    if name == "style":
        parts = (part.partition(":") for part in value.split(";"))
        kept = ((own.strip(), told.strip()) for own, _, told in parts if own.strip() not in NOT_STYLED)
        return "; ".join(f"{own}: {told}" for own, told in kept if own in PAINT and _is_calm(told))
    return value if name in PAINT and _is_calm(value) else ""


def _is_calm(value: str) -> bool:
    """Return whether a value loads nothing: no address has only these characters, but for one within."""
    return VALUE.fullmatch(value) is not None and "url(" not in value.lower().replace("url(#", "")


def _make_solid_if_many(drawing: ET.Element) -> None:
    """Take all dashes out of a drawing that has too many, or of which they cannot be counted."""
    dashed = [one for one in drawing.iter() if _dashes_of(one)]
    shortest = min((abs(number) for one in dashed for number in _dashes_of(one) if number), default=1.0)
    below = {part for one in dashed for part in one.iter()}
    uses = any(part.tag == f"{SPACE}use" for part in below)  # what it draws lies elsewhere
    if uses or sum(map(_length, below)) / shortest > MOST_DASHES:
        for one in dashed:
            one.attrib.pop(DASHES, None)
            style = one.get("style", "").split("; ")
            one.set("style", "; ".join(part for part in style if not part.startswith(DASHES)))


def _dashes_of(element: ET.Element) -> list[float]:
    """Return the lengths of an element's dashes and gaps."""
    styled = (part.partition(":") for part in element.get("style", "").split("; "))
    told = [element.get(DASHES, ""), *(value for name, _, value in styled if name == DASHES)]
    return [float(number[0]) for text in told for number in NUMBER.finditer(text)]


def _length(element: ET.Element) -> float:
    """Return a length that no line of an element exceeds, its transformations aside."""
    path = element.get("d", element.get("points", ""))
    numbers = [abs(float(one[0])) for name in GEOMETRY for one in NUMBER.finditer(element.get(name, ""))]
    if not path or RELATIVE.search(path) or len(numbers) % 2:
        return 8 * sum(numbers)  # a circle is no longer than 2 pi times its radius
    told = [float(one[0]) for one in NUMBER.finditer(path)]
    places = [*map(complex, told[::2], told[1::2])]
    closed = 2 if "z" in path.lower() else 1  # what closes a line is no longer than the line
    return closed * sum(abs(to - start) for start, to in itertools.pairwise(places))
