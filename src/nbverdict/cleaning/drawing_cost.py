"""What a drawing costs a browser: its shapes as often as they are drawn, their corners and their areas."""

import itertools
import math
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote

from nbverdict.cleaning.drawing import GEOMETRY, LINK, NUMBER, RELATIVE, SPACE
from nbverdict.text.expressions import Expression, ExpressionMatch

MOST_DRAWN = 200_000  # of all drawings of a notebook; a figure of matplotlib has a few thousand
CORNERS = 64  # that cost as much as a shape
WHOLE = 200  # shapes that cost as much as covering the whole drawing once: about a millisecond
REFERENCE = Expression(r"#([^)]*)\)")  # of `url(#...)`
SCALE = Expression(r"(scale|matrix)\s*\(([^)]*)\)", any_case=True)
STROKE = Expression(r"stroke-width\s*:\s*(?P<number>[0-9.e+-]+)")
UNSEEN = Expression(r"(^|;)\s*fill\s*:\s*none")
SIZE = Expression(r"font(-size)?\s*:[^;]*?(?P<number>[0-9.e+-]+)")
DEFAULT = (300.0, 150.0)  # width and height of a drawing that states none
CLIP, MARKER = "clip-path", "marker"  # properties; of the second there are four
LINE, LETTER, BOX = 1.5, 16.0, 3.0  # the width of a line, a letter and a marker, if none is stated
REFERRED = frozenset(  # what is drawn only for a reference
    ("defs", "symbol", "clipPath", "linearGradient", "radialGradient", "marker", "pattern")
)
INKED = frozenset(("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"))
PLACED = frozenset(("svg", "symbol", "pattern"))  # whose content may be of any size


def cost_of(drawing: ET.Element) -> int:
    """Return how many shapes a drawing costs; a referenced shape is drawn again for each reference.

    What an element is painted with is drawn for all elements below it too, which inherit it, and a marker at
    each of their corners. A cycle of references, or a number beyond all, costs more than any drawing may.
    """
    try:
        return _Counter(drawing).of(drawing).cost
    except (RecursionError, OverflowError, ValueError):
        return MOST_DRAWN + 1


@dataclass(frozen=True)
class _Count:
    """What is below an element, itself and what it uses included."""

    elements: int
    corners: int
    shapes: int
    covered: float  # in sizes of the whole drawing

    @property
    def cost(self) -> int:
        """Return all of it, in shapes."""
        return min(MOST_DRAWN + 1, self.shapes + self.corners // CORNERS + math.ceil(WHOLE * self.covered))


MANY = _Count(MOST_DRAWN + 1, CORNERS * (MOST_DRAWN + 1), MOST_DRAWN + 1, MOST_DRAWN + 1.0)


class _Counter:
    """Counts the elements of a drawing, each once."""

    def __init__(self, drawing: ET.Element) -> None:
        self.drawing, self.size = drawing, _size(drawing)
        # a shape covers no more than all of the drawing, unless something makes it smaller
        self.most = math.inf if any(_scale(one) < 1 for one in drawing.iter()) else 1.0
        self.widest = max(1.0, *(_line(one) for one in drawing.iter()))
        self.named: dict[str, list[ET.Element]] = defaultdict(list)
        for element in drawing.iter():
            self.named[element.get("id", "")].append(element)
        self.known: dict[ET.Element, _Count] = {}
        self.sums: dict[str, _Count] = {}

    def of(self, element: ET.Element) -> _Count:
        """Return what is below an element."""
        if element not in self.known:
            self.known[element] = MANY  # until it is known: a cycle comes back here
            drawn = (part for part in element if part.tag.removeprefix(SPACE) not in REFERRED)
            below = [*map(self.of, drawn), *map(self._named, _used(element))]
            own = _Count(1, _corners(element), 1, _covered(element, self.size, self.most))
            count = _sum([own, *below])
            for name, how in dict.fromkeys(_painted_with(element)):
                count = _sum([count, self._painted(count, name, how)])
            self.known[element] = self._scaled(element, count)
        return self.known[element]

    def _painted(self, count: _Count, name: str, how: str) -> _Count:
        """Return what an element of this name adds if it paints what was counted."""
        paint = self._named(name)
        if how == CLIP:  # it is not inherited, and covers no more than what it clips
            return replace(paint, elements=0, covered=0.0)
        times = count.corners if how.startswith(MARKER) else count.elements
        return _Count(0, times * paint.corners, times * paint.shapes, times * paint.covered)

    def _named(self, name: str) -> _Count:
        """Return what all elements of a name have below them."""
        if name not in self.sums:
            self.sums[name] = MANY
            self.sums[name] = _sum([self.of(one) for one in self.named.get(name, ())])
        return self.sums[name]

    def _scaled(self, element: ET.Element, count: _Count) -> _Count:
        """Return a count in the units around an element; if these are unknown, each shape may cover all."""
        tag = element.tag.removeprefix(SPACE)
        if tag == MARKER:  # nothing is seen beyond its own box, which is as large as the line is wide
            sides = [
                _stated(element, name, None, BOX) * self.widest for name in ("markerWidth", "markerHeight")
            ]
            return replace(count, covered=count.shapes * min(1.0, math.prod(sides) / self.size))
        if tag in PLACED and element is not self.drawing:
            return replace(count, covered=float(count.shapes))
        return replace(count, covered=_scale(element) ** 2 * count.covered)


def _sum(counts: list[_Count]) -> _Count:
    """Return the sum of counts, none of whose parts is beyond `MANY`."""
    return _Count(
        min(MANY.elements, sum(one.elements for one in counts)),
        min(MANY.corners, sum(one.corners for one in counts)),
        min(MANY.shapes, sum(one.shapes for one in counts)),
        min(MANY.covered, sum(one.covered for one in counts)),
    )


def _numbers(text: str) -> list[float]:
    return [float(one[0]) for one in NUMBER.finditer(text)]


def _size(drawing: ET.Element) -> float:
    """Return the area of a drawing, in its own units."""
    box = _numbers(drawing.get("viewBox", ""))[2:4]
    told = [(_numbers(drawing.get(name, "")) or [0.0])[0] for name in ("width", "height")]
    width, height = next(
        (one for one in (box, told) if len(one) == len(DEFAULT) and all(part > 0 for part in one)), DEFAULT
    )
    return width * height


def _scale(element: ET.Element) -> float:
    """Return by how much the transformations of an element enlarge it, at most."""
    parts = [[*map(abs, _numbers(one[2])[:4])] for one in SCALE.finditer(element.get("transform", ""))]
    return math.prod(max(part, default=1.0) for part in parts)


def _corners(element: ET.Element) -> int:
    return len(element.get("d", "") + element.get("points", "")) // 2 + 1


def _covered(element: ET.Element, whole: float, most: float) -> float:
    """Return the share of the drawing that an element covers, without its transformations."""
    style = element.get("style", "")
    if element.tag.removeprefix(SPACE) not in INKED:
        return 0.0
    if element.text and element.text.strip():
        size = _stated(element, "font-size", SIZE.search(style), LETTER)
        return len(element.text) * min(most, size * size / whole)
    line = _line(element)
    wide, high, length = _extent(element, math.sqrt(whole))
    hollow = element.get("fill") == "none" or UNSEEN.search(style) is not None
    if hollow:
        return length * line / whole
    return min(most, (wide + line) * (high + line) / whole) if wide or high else 0.0


def _line(element: ET.Element) -> float:
    """Return the width of an element's line."""
    return _stated(element, "stroke-width", STROKE.search(element.get("style", "")), LINE)


def _stated(element: ET.Element, name: str, styled: ExpressionMatch | None, otherwise: float) -> float:
    """Return a number that an attribute or the style states."""
    told = element.get(name, styled["number"] if styled else "")
    return abs((_numbers(told) or [otherwise])[0])


def _extent(element: ET.Element, side: float) -> tuple[float, float, float]:
    """Return width and height of an element, and a length that its outline does not exceed.

    `side` is the length of which a percentage is meant.
    """
    path = element.get("d", element.get("points", ""))
    if not path:
        told = {name: _length(element.get(name, ""), side) for name in GEOMETRY}
        most = 2 * max(told.values())
        wide, high = (told["width"], told["height"]) if element.tag == f"{SPACE}rect" else (most, most)
        return wide, high, 4 * most
    numbers = _numbers(path)
    if RELATIVE.search(path) or len(numbers) % 2:
        far = sum(map(abs, numbers))
        return far, far, far
    xs, ys = numbers[::2], numbers[1::2]
    steps = zip(itertools.pairwise(xs), itertools.pairwise(ys), strict=True)
    length = sum(math.hypot(to_x - x, to_y - y) for (x, to_x), (y, to_y) in steps)
    return max(xs, default=0.0) - min(xs, default=0.0), max(ys, default=0.0) - min(ys, default=0.0), length


def _length(text: str, side: float) -> float:
    number = abs((_numbers(text) or [0.0])[0])
    return number * side / 100 if "%" in text else number


def _used(element: ET.Element) -> Iterator[str]:
    """Yield the names of the elements that an element draws in its place."""
    yield from (element.attrib[name].removeprefix("#") for name in ("href", LINK) if name in element.attrib)


def _painted_with(element: ET.Element) -> Iterator[tuple[str, str]]:
    """Yield the names of the elements that an element is painted with, and the property that says so."""
    styled = (part.partition(":") for part in element.get("style", "").split(";"))
    told = [*element.attrib.items(), *((name.strip(), value) for name, _, value in styled)]
    for name, value in (one for one in told if one[0] != "style"):
        for match in REFERENCE.finditer(value):
            yield unquote(match[1].strip()), name
