"""Assignments in the style of public courses, in words and data of our own, beside stock nbgrader."""

from pathlib import Path

from tools.cases.beside_stock import Assignment, Difference, compare
from tools.cases.case import case
from tools.cases.course import Course
from tools.cases.notebooks import answer, code, manual, solution, stub, task, test, text

PUBLIC = "public courses"
NOTHING = "raise NotImplementedError()"

WALLS = """def hold_walls(field, hot=10.0):
    \"\"\"Set the edges of the field in place.\"\"\"
    ### BEGIN SOLUTION
    field[0, :] = hot
    field[-1, :] = 0.0
    ### END SOLUTION
"""
RELAX = """def relax(field, limit=0.05):
    change = 1.0
    while change > limit:
        ### BEGIN SOLUTION
        shifts = [np.roll(field, step, axis) for step in (1, -1) for axis in (0, 1)]
        after = np.mean(shifts, axis=0)
        hold_walls(after)
        ### END SOLUTION
        change = np.abs(after - field).max()
        field = after
    return field
"""
PLATE = Assignment(
    cells=[
        text("# A plate between two walls\n\nThe potential is the mean of its neighbours."),
        code(
            "%matplotlib inline\nimport numpy as np\nfrom matplotlib import pyplot as plt\n"
            "field = np.zeros((8, 8))"
        ),
        stub(WALLS, "walls"),
        test(
            '"""Run this to see where you are."""\nhold_walls(field)\nassert field.shape == (8, 8)\n'
            "### BEGIN HIDDEN TESTS\nassert (field[0] == 10).all()\n"
            "assert hold_walls(field) is None\n### END HIDDEN TESTS",
            "walls_hold",
        ),
        answer("The function changes what it is given.", "why_none", 2),
        stub(RELAX, "relax"),
        test(
            "relaxed = relax(field)\nassert relaxed.shape == field.shape\n### BEGIN HIDDEN TESTS\n"
            "assert (np.diff(relaxed[:, 3]) < 0).all()\n### END HIDDEN TESTS",
            "relaxed_falls",
            3,
        ),
        manual("plt.imshow(relaxed)\nplt.colorbar();", "picture", 2),
        task("Draw the field of another plate.", "another", 3),
        solution("middle = relaxed[4].mean()", "middle"),
        test("assert 0 < middle < 10", "middle_is_between", 1),
    ],
    slips={
        "swaps_walls": {
            "walls": "def hold_walls(field, hot=10.0):\n    field[-1, :] = hot\n    field[0, :] = 0.0"
        },
        "no_end_of_line": {"relax": "def relax(field, limit=0.05:\n    return field"},
        "stops_half_way": dict.fromkeys(("relax", "picture", "middle"), NOTHING),
    },
    totals={"right": 6, "blank": 0, "swaps_walls": 1, "no_end_of_line": 2, "stops_half_way": 2},
    page={"no_end_of_line": ["relax is not defined", "line 1"], "swaps_walls": ["does not hold"]},
)

HITS = """# Each right function is worth one point
def first_hits() -> float:
    ### BEGIN SOLUTION
    share = 2 / 4
    ### END SOLUTION
    return share

def all_hits() -> float:
    ### BEGIN SOLUTION
    share = 5 / 12
    ### END SOLUTION
    return share
"""
WEIGHED = """def weighed(shown: pd.DataFrame, bought: pd.DataFrame, first: int) -> float:
    ### BEGIN SOLUTION
    found = bought.merge(shown[shown["place"] <= first], how="left", on=["reader", "book"])
    found["counted"] = found["price"].where(found["place"].notna(), 0.0)
    sums = found.groupby("reader")[["counted", "price"]].sum()
    share = float((sums["counted"] / sums["price"]).mean())
    ### END SOLUTION
    return share
"""
RANKING = Assignment(
    cells=[
        code(
            "import time\nimport warnings\nwarnings.simplefilter('ignore')\n"
            "import numpy as np\nimport pandas as pd"
        ),
        stub(HITS, "hits"),
        test(
            "assert isinstance(first_hits(), float)\n### BEGIN HIDDEN TESTS\nhalf = 2 / 4\n"
            "assert abs(half - first_hits()) < 0.001\n### END HIDDEN TESTS",
            "first",
            1,
        ),
        test(
            "assert isinstance(all_hits(), float)\n### BEGIN HIDDEN TESTS\n"
            "assert abs(5 / 12 - all_hits()) < 0.001\n### END HIDDEN TESTS",
            "all",
            1,
        ),
        code(
            "shown = pd.DataFrame({'reader': np.repeat([1, 2], 3), 'book': [7, 8, 9] * 2})\n"
            "shown['place'] = shown.groupby('reader').cumcount() + 1\n"
            "bought = pd.DataFrame({'reader': [1, 1, 2], 'book': [7, 5, 9], 'price': [30, 10, 20]})\nbought"
        ),
        stub(WEIGHED, "weighed"),
        test(
            "assert abs(weighed(shown.copy(), bought.copy(), 3) - 0.875) < 0.001\n### BEGIN HIDDEN TESTS\n"
            "assert abs(weighed(shown.copy(), bought.copy(), 1) - 0.375) < 0.001\n### END HIDDEN TESTS",
            "value",
            4,
        ),
        test(
            "many = pd.concat([bought] * 300)\nbegan = time.perf_counter()\nweighed(shown, many, 3)\n"
            "assert time.perf_counter() - began < 5",
            "speed",
            2,
        ),
    ],
    slips={
        "one_number": {"hits": HITS.replace("5 / 12", "5 / 10")},
        "a_whole_number": {"hits": HITS.replace("2 / 4", "1")},
        "one_answer_for_all": {"weighed": "def weighed(shown, bought, first):\n    return 0.875"},
        "wrong_column": {"weighed": WEIGHED.replace('["price"].where', '["cost"].where')},
    },
    totals={
        "right": 8,
        "blank": 0,
        "one_number": 7,
        "a_whole_number": 7,
        "one_answer_for_all": 4,
        "wrong_column": 2,
    },
    page={"wrong_column": ["KeyError"], "one_number": ["does not hold"]},
)

CLEANED = """rows = [line for line in open('raw.csv').read().split() if line != 'none']
with open('clean.csv', 'w') as file:
    print(*rows, sep='\\n', file=file)"""
OWN_FILE = "the notebook's own file, `challenges.ipynb`"
HANDED_ON = Assignment(
    cells=[
        solution(CLEANED, "cleaned"),
        test("assert open('clean.csv').read().split() == ['3', '5']", "clean_file"),
        test("import os\nassert os.path.exists('p.ipynb')", "own_file", 1),
    ],
    then=[
        code("# The first notebook wrote `clean.csv`"),
        solution("total = sum(map(int, open('clean.csv').read().split()))", "total"),
        test("assert total == 8", "total_right"),
        solution("mean = 4.0", "mean"),
        test("assert mean == 4", "mean_right", 1),
    ],
    slips={"keeps_none": {"cleaned": CLEANED.replace(" if line != 'none'", "")}},
    files={"raw.csv": "3\nnone\n5\n"},
    totals={"right": 6, "blank": 1, "keeps_none": 2},
    differs={
        ("right", "total_right"): Difference((2, False), (0, False), "a file that a notebook writes"),
        **{
            (student, "own_file"): Difference((1, False), (0, False), OWN_FILE)
            for student in ("right", "blank", "keeps_none")
        },
    },
)


def shared_table(folder: Path, *, visible: bool) -> Assignment:
    """Return an assignment whose data lies in a folder of the machine, outside the course."""
    folder.mkdir()
    (folder / "rain.csv").write_text("day,mm\n1,4\n2,\n3,8\n", "utf-8")
    hidden = {
        (student, cell): Difference((2, False), (0, False), "data in a folder of the machine")
        for student, cell in (("right", "sum"), ("right", "days"), ("counts_all", "sum"))
    }
    return Assignment(
        cells=[
            code(f"import pandas as pd\nrain = pd.read_csv({str(folder / 'rain.csv')!r})\nrain.head()"),
            solution("total = rain['mm'].sum()", "total"),
            test("assert total == 12", "sum"),
            solution("days = rain['mm'].dropna().size", "days_with"),
            test("assert days == 2", "days"),
        ],
        slips={"counts_all": {"days_with": "days = rain.shape[0]"}},
        totals={"right": 4, "blank": 0, "counts_all": 2},
        settings=f"c.Sandbox.visible = [{str(folder)!r}]\n" if visible else "",
        differs={} if visible else hidden,
    )


@case(PUBLIC, "a course on physics")
def plate_between_walls(course: Course) -> None:
    """Arrays that functions change in place, hidden asserts, a drawing and a written answer."""
    compare(course, PLATE)


@case(PUBLIC, "a course on recommenders")
def shares_of_a_ranking(course: Course) -> None:
    """Several functions in a cell, tables, and a test that measures time."""
    compare(course, RANKING)


@case(PUBLIC, "a course on data science")
def a_file_from_one_notebook_to_the_next(course: Course) -> None:
    """Neither what the notebook before wrote nor a notebook's own file is there, as the docs say."""
    compare(course, HANDED_ON)


@case(PUBLIC, "a course on data science")
def data_of_the_machine(course: Course) -> None:
    """Data in a folder outside the course is read where a setting names the folder."""
    compare(course, shared_table(course.root / "data", visible=True))


@case(PUBLIC, "a course on data science")
def data_that_no_setting_names(course: Course) -> None:
    """Data in a folder outside the course is not read without the setting, as the docs say."""
    compare(course, shared_table(course.root / "data", visible=False))
