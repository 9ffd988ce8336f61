"""Two walls between what a student wrote and who reads it: a cleaner, and a policy that the browser keeps.

Each holds alone: `make web` takes the other away and opens the same pages.
"""

from collections.abc import Collection, Sequence
from html import escape, unescape
from itertools import accumulate

import nh3

from nbverdict.text.expressions import Expression, ExpressionMatch

# nothing is loaded, run, framed or sent: styles are ours, pictures lie in the page itself
POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; form-action 'none'; "
    "base-uri 'none'"
)
MOST, MOST_TAGS = 500_000, 10_000  # letters and tags that are cleaned; a parser nests without end
MOST_TOLD = 1_000  # letters of what a picture is said to show: drawn where it cannot be
MOST_NAMED = 50_000  # letters that are written by their names
# A tag for letters that has attributes is opened again in each paragraph after the one that leaves it open.
OPEN_AGAIN = Expression(r"<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/]", any_case=True)
MOST_AGAIN = 500_000  # tags that a parser may make of those
LINKED = Expression(r"<a[\s/]", any_case=True)  # which is opened again too, with all of its address
PLAIN_LINK = Expression(r"<a(?:\s+\w+=(?:\"[^\"<>]*\"|'[^'<>]*'))*\s*>", any_case=True)  # whose end is sure
MOST_ADDRESSES = 1_000_000  # letters that a parser may make of those
MOST_SPANNED = 500  # columns and rows, beyond one each, that the cells of a text span together
MOST_PLACES = 100_000  # of a text's tables: rows times columns, however few of them hold a cell
MOST_DEEP, MOST_FOLDED = 100, 10  # tags within each other, and what unfolds within what unfolds
TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))  # embeddings, overrides, isolates
PILE = Expression(r"(\p{M}{8})\p{M}+")
HEADING = Expression("(</?h)([1-6])>")  # as the cleaner writes it
PICTURE = Expression(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
LINK = Expression(r"\s*(https?://|mailto:|#)", any_case=True)
SPAN = Expression(r"[1-9][0-9]{0,3}")
SIZE = Expression(r"[0-9]{1,4}(?:px)?|(?:[0-9]{1,2}|100)%")
START = Expression(r"-?[0-9]{1,6}")
CLEANED_TAG = Expression(r'<(/?[a-z][a-z0-9]*)(?: [a-z]+="[^"]*")*>')  # as the cleaner writes it
CLEANED_LINK = Expression(r'<a(?: href="([^"]*)")?(?: rel="[^"]*")?>|</a>')  # as the cleaner writes them
TAGS = frozenset(
    """
    blockquote br dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre summary ul
    a abbr b cite code del em i img ins kbd mark s samp small span strong sub sup u var wbr
    caption col colgroup table tbody td tfoot th thead tr
    """.split()  # noqa: SIM905 - forty words
)
ALONE = {"br", "col", "hr", "img", "wbr"}  # which hold nothing
SPANS = {"colspan", "rowspan"}
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": SPANS,
    "th": {*SPANS, "scope"},
}
WITH_CONTENT = frozenset("script style title textarea xmp iframe noscript template svg".split())  # noqa: SIM905
FORMULA_TAGS = frozenset(
    """
    math mrow mi mn mo mtext mspace msub msup msubsup mfrac msqrt mroot munder mover munderover mtable mtr mtd
    mstyle mpadded mphantom menclose
    """.split()  # noqa: SIM905 - two dozen words
)
FORMULA_ATTRIBUTES = frozenset(
    """
    display mathvariant stretchy fence separator form lspace rspace linethickness columnalign rowspacing
    columnspacing displaystyle scriptlevel accent width height depth minsize maxsize movablelimits notation
    columnlines rowlines
    """.split()  # noqa: SIM905 - two dozen words
)
ROOM = frozenset(  # what of these says how much room something takes
    """
    lspace rspace linethickness rowspacing columnspacing scriptlevel width height depth minsize maxsize
    """.split()  # noqa: SIM905 - a dozen words
)
LENGTH = r"[0-9]{0,3}(?:\.[0-9]{1,4})?(?:[a-z]{2})?"
LENGTHS = Expression(f"{LENGTH}(?: {LENGTH})*|thinmathspace|thickmathspace")
STROKE = "<mtext>\u29f8</mtext>"  # of a sign that is struck through: nothing else stands over another
CLEANED_PICTURE = Expression(r'<img((?: [a-z]+="[^"]*")*)>')  # as the cleaner writes them
ELSEWHERE = "<em>(a picture that lies elsewhere is not shown)</em>"
NO_ALT = "A picture without a description"


def clean(html: str, *, links: bool = False, below: int = 0, most: int = MOST) -> str:
    """Return a student's HTML with text, tables and pictures that it brings along, and nothing else.

    Nothing runs, is loaded, is sent or looks like ours: no script, handler, form, frame, style, class or id.
    What is too large to be taken apart, or to be drawn, is shown as text. A link is text, with its address
    behind it, unless `links` says that somebody else than a student wrote it: whoever follows one here does
    so as themself. No heading stands above level `below`, for those are the page's; nothing sets text against
    its direction.
    """
    if _is_large(html, most):
        return f"<pre>{escape(html)}</pre>"
    kept = _Kept()
    cleaned = nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags={*WITH_CONTENT, "math"},
        attributes=ATTRIBUTES,
        attribute_filter=kept,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer nofollow",
    )
    if _is_slow(cleaned, kept.spanned):
        return f"<pre>{escape(html)}</pre>"
    lowered = HEADING.replaced(cleaned, lambda found: f"{found[1]}{max(int(found[2]), min(6, below + 1))}>")
    described = CLEANED_PICTURE.replaced(without_turns(lowered), _described)
    return described if links else _without_links(described)


def _without_links(cleaned: str) -> str:
    """Return cleaned HTML whose links are text: what each said, and then where it led."""
    address: list[str] = []

    def told(link: ExpressionMatch) -> str:
        if link[0] != "</a>":
            address[:] = [link[1] or ""]
            return ""
        led = escape(unescape("".join(address)))  # an attribute may hold what would be a tag in a text
        return f" <code>{led}</code>" if led and not led.startswith("#") else ""

    return CLEANED_LINK.replaced(cleaned, told)


def without_turns(text: str) -> str:
    """Return a text without the letters that turn the direction of others, so that it reads as it stands."""
    return text if text.isascii() else without_piles(text.translate(TURNS))


def without_piles(text: str) -> str:
    """Return a text in which no letter carries more marks than languages have: browsers draw each pile."""
    return text if text.isascii() else PILE.replaced(text, lambda marks: marks[1])


def _is_large(html: str, most: int) -> bool:
    """Say whether taking a text apart could take long, or fill memory."""
    tags = html.count("<")
    if len(html) > most or tags > MOST_TAGS or html.count("&") > MOST_NAMED:
        return True
    if tags * sum(1 for _ in OPEN_AGAIN.finditer(html)) > MOST_AGAIN:
        return True
    return sum(map(_again, LINKED.split(html)[1:])) > MOST_ADDRESSES


def _again(link: str) -> int:
    """Return how many letters a link's address may become in what follows it, up to the next link."""
    whole = PLAIN_LINK.match(f"<a {link}")
    return link.count("<") * (len(whole[0]) if whole else len(link))


def _is_slow(cleaned: str, spanned: int) -> bool:
    """Say whether a browser takes seconds to draw a cleaned text whose cells span so much."""
    tags = [tag[1] for tag in CLEANED_TAG.finditer(cleaned)]
    if _deepest(tags, TAGS - ALONE) > MOST_DEEP or _deepest(tags, {"details"}) > MOST_FOLDED:
        return True
    return tags.count("tr") * (_widest(tags) + spanned) > MOST_PLACES


def _deepest(tags: Sequence[str], which: Collection[str]) -> int:
    """Return how many of some tags stand within each other."""
    steps = (-1 if tag[0] == "/" else 1 for tag in tags if tag.removeprefix("/") in which)
    return max(accumulate(steps), default=0)


def _widest(tags: Sequence[str]) -> int:
    """Return how many cells the row has that has most."""
    cells, widest = [0], 0  # of the row at hand, in each table around it
    for tag in tags:
        match tag:
            case "table":
                cells.append(0)
            case "/table":
                cells = cells[:-1] or [0]
            case "tr":
                cells[-1] = 0
            case "td" | "th":
                cells[-1] += 1
                widest = max(widest, cells[-1])
    return widest


def joined(text: object) -> str:
    """Return a text that a notebook's file may hold as a list of lines."""
    return "".join(map(str, text)) if isinstance(text, list) else str(text)


def clean_formula(mathml: str) -> str:
    """Return MathML that holds nothing but a formula, each part of which takes the room that it fills."""
    cleaned = nh3.clean(
        mathml,
        tags=set(FORMULA_TAGS),
        clean_content_tags=set(WITH_CONTENT),
        attributes={"*": set(FORMULA_ATTRIBUTES)},
        attribute_filter=_kept_of_formula,
    )
    return cleaned.replace(f"<mpadded>{STROKE}</mpadded>", f'<mpadded width="0">{STROKE}</mpadded>')


def _kept_of_formula(tag: str, attribute: str, value: str) -> str | None:
    """Return an attribute's value, or nothing where it would lay a part of a formula over something else."""
    takes_other_room = attribute in ROOM and (tag == "mpadded" or not LENGTHS.fullmatch(value))
    return None if takes_other_room else value


class _Kept:
    """Says what stays of the attributes of one text."""

    def __init__(self) -> None:
        self.spanned = 0

    def __call__(self, tag: str, attribute: str, value: str) -> str | None:
        """Return a value, or nothing where it would load something, is no address, or takes too much room."""
        fits: object = True
        match tag, attribute:
            case "img", "src":
                fits = PICTURE.fullmatch(value)
            case "img", "alt":
                value = value[:MOST_TOLD]
            case "img", "width" | "height":
                fits = SIZE.fullmatch(value)
            case "a", "href":
                fits = LINK.match(value)
            case "ol", "start":
                fits = START.fullmatch(value)
            case _, "colspan" | "rowspan":
                fits = SPAN.fullmatch(value) and self._has_room(int(value) - 1)
        return value if fits else None

    def _has_room(self, more: int) -> bool:
        """Count what a cell spans if there is room for it; say whether there is."""
        fits = self.spanned + more <= MOST_SPANNED
        self.spanned += more if fits else 0
        return fits


def _described(picture: ExpressionMatch) -> str:
    """Return a picture with a description, or the words that it is not shown."""
    attributes = picture[1]
    if " src=" not in attributes:
        return ELSEWHERE
    return picture[0] if " alt=" in attributes else f'<img{attributes} alt="{NO_ALT}">'
