"""The gallery of docs/figures.md shows what is read of each figure."""

import pytest

from tools.gallery import DRAWINGS, PAGE, PICTURES, plt, read

EXPECTED = {  # what a reader sees in each kind of figure, whichever function drew it
    "upright bars of 3, 1, 2": ("`bar` of categories", "`add_patch(Rectangle(…))`", "`PatchCollection`"),
    "lying bars of 3, 1, 2": ("`barh`", "`broken_barh`"),
    "a map whose first row is 0, 1, 2": ("`imshow`", "labels on minor ticks", "`pcolormesh`"),
    "x labels a, b, c": ("labels on minor ticks", "labels on a secondary axis", "`bar` of categories"),
    "a log axis": ("`bar` on a logarithmic axis",),
    "a symlog axis": ("`plot` with `symlog`",),
}


@pytest.mark.parametrize("code", DRAWINGS)
def test_the_page_says_what_is_read(code: str) -> None:
    """And has a picture of it."""
    figure, words = read(DRAWINGS[code])
    plt.close(figure)
    number = list(DRAWINGS).index(code) + 1
    [row] = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith(f"| {code} |")]

    assert words
    assert row.endswith(f"| {'; '.join(words)} |")
    assert (PICTURES / f"{number:02}.png").is_file()


@pytest.mark.parametrize("words", EXPECTED)
def test_the_same_is_read_however_it_was_drawn(words: str) -> None:
    """Bars are bars, maps are maps, and labels stand where a reader sees them."""
    for code in EXPECTED[words]:
        figure, read_of_it = read(DRAWINGS[code])
        plt.close(figure)
        assert words in read_of_it, (code, read_of_it)
