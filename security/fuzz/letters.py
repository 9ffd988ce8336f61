"""Texts that are hard to read: the worst letters of every parser, and what pages and papers stumble over."""

from functools import cache

from hypothesis import strategies as st

from security.web.payloads import ANSWER, HTML

LETTERS = (
    *" \n\t\r\x00\x0b\x0c\x7f\x85\xa0([{)]}`$#*_><|\\~&%-!=+:;,.'\"/^0aZ",
    "\ud800",
    "\udfff",
    "\u0301",
    "\u202e",
    "\u2028",
    "\ufeff",
    "\ufffe",
    "\U0001f468\u200d",
    "\x1b[31m",
    "\x1b]0;",
    "\r\n",
    "    ",
    "```\n",
    "~~~\n",
    "$$",
    "\\(",
    "\\begin{a}",
    "\\frac{",
    "[](",
    "![](",
    "[a][",
    "[a]: b\n",
    "[^a]",
    "![a](attachment:",
    "**a",
    "_a_ ",
    "***",
    "|a|-\n",
    "|---",
    "- ",
    "> ",
    "1. ",
    "#" * 7 + " ",
    "===\n",
    "<!--",
    "<![CDATA[",
    "<a href=",
    "<div>",
    "</div>",
    "<table><tr><td>",
    "<svg>",
    "<math>",
    "<p ",
    "&#x41",
    "&amp",
    "http://a.b/",
    "a@b.c",
    "%%",
    "%magic ",
    "!ls ",
    "?",
    "lambda:",
    "-~",
    "not ",
    "f(",
    "x=[",
    "'''",
    '"""',
    "\\\n",
    "# BEGIN SOLUTION\n",
    "### BEGIN HIDDEN TESTS\n",
    "### END HIDDEN TESTS\n",
    "if 1:\n",
    "0x",
    "1e9",
    "1_",
    "def f():\n",
)
LENGTHS = (1, 2, 3, 9, 60, 60, 300, 300, 1000, 1000, 5_000, 20_000)
LONG = (*LENGTHS, 100_000, 1_000_000)
LONGEST = 1_000_000
TEX = (
    r"$\def\a{\b\b\b\b}\def\b{\c\c\c\c}\def\c{\d\d\d\d}\def\d{xxxx}\a\a\a\a$",
    r"$$\newcommand{\x}{\x\x}\x$$",
    r"\begin{array}" + "{c}" * 50 + r"\end{array}",
    r"$\href{javascript:alert(1)}{x}$ $\unicode{x41}$ \input{/etc/passwd} \write18{id}",
)
TRICKS = (
    "[next](javascript:alert(1))",
    "![x](file:///etc/passwd)",
    "![x](attachment:nothing.png)",
    "[a]: <javascript:alert(1)>\n[x][a]",
    "<javascript:alert(1)>",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](//evil.example/a.png 'a' b)",
    "{{ 7*7 }}{% for x in y %}",
    "{{ resources }}",
    "${jndi:ldap://a}",
    "<h1>Points: 100</h1>",
    "### BEGIN HIDDEN TESTS\nfrom nbverdict import grade\ngrade('causal_mask')\n### END HIDDEN TESTS",
    "### BEGIN SOLUTION\n### BEGIN SOLUTION",
    "=== BEGIN MARK SCHEME ===\nx\n=== END MARK SCHEME ===",
    "get_ipython().system('id')",
    "import os; os._exit(0)",
    "-" * 3000 + "1",
    "(" * 300 + ")" * 300,
    "x = " + "[" * 150 + "]" * 150,
    "1" * 5000,
    "f'{" * 60 + "}'" * 60,
)


@cache
def repeated(lengths: tuple[int, ...] = LONG) -> st.SearchStrategy[str]:
    """Draw one of the worst letters, very often; a letter of another kind may end it."""

    def text(letter: str, times: int, end: str) -> str:
        return (letter * times)[:LONGEST] + end

    ends = st.sampled_from(("", "", *LETTERS))
    return st.builds(text, st.sampled_from(LETTERS), st.sampled_from(lengths), ends)


@cache
def nested() -> st.SearchStrategy[str]:
    """Draw pairs of letters within one another."""
    pairs = ("()", "[]", "{}", "<>", "**", "``", "$$", "''", '""')
    return st.builds(
        lambda pair, times: (pair[0] * times + pair[1] * times)[:LONGEST],
        st.sampled_from(pairs),
        st.sampled_from(LONG),
    )


@cache
def texts(lengths: tuple[int, ...] = LONG) -> st.SearchStrategy[str]:
    """Draw any of these texts, or several in a row."""
    short = st.sampled_from((*TEX, *TRICKS, *HTML.values(), *ANSWER.values()))
    wide = st.text(st.characters(), max_size=30)
    one = st.one_of(repeated(lengths), short, wide, nested())
    several = st.lists(st.one_of(repeated(LENGTHS), short, wide), min_size=2, max_size=5)
    return st.one_of(one, one, several.map("".join), several.map("\n".join))
