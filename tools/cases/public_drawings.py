"""Assignments of public courses that look at axes, objects, queries and printed text, in words of our own."""

from tools.cases.beside_stock import Assignment, compare
from tools.cases.case import case
from tools.cases.course import Course
from tools.cases.notebooks import code, manual, solution, stub, test, text
from tools.cases.public_cases import PUBLIC

TESTS_OF_UNITTEST = (
    "from unittest import TestCase\nassert_equal = TestCase().assertEqual\n"
    "assert_almost_equal = TestCase().assertAlmostEqual\nassert_is_instance = TestCase().assertIsInstance"
)
BOX = """class Box:
    def __init__(self, width, height):
        self.width, self.height = width, height
        self.area = width * height

    def __lt__(self, other):
        return self.area < other.area

    def __str__(self):
        return f"{self.width} by {self.height}"
"""
DRAWN_BOX = """class DrawnBox(Box):
    def draw(self, reach):
        figure, axes = plt.subplots()
        axes.add_patch(plt.Rectangle((0, 0), self.width, self.height))
        axes.set_xlim(reach)
        axes.set_title(str(self))
        return axes
"""
BOXES = Assignment(
    cells=[
        code(f"%matplotlib inline\nimport matplotlib.pyplot as plt\n{TESTS_OF_UNITTEST}"),
        solution(BOX, "box"),
        test(
            "small = Box(1, 2.5)\nassert_equal(small.width, 1)\n"
            "assert_almost_equal(small.area, 2.5, places=5)",
            "area",
            3,
        ),
        test(
            "large = Box(3, 2)\nassert_equal(small < large, True)\n"
            "assert_equal(str(large), '3 by 2', msg='a box has a text')",
            "order",
            2,
        ),
        solution(DRAWN_BOX, "drawn"),
        test(
            "axes = DrawnBox(2, 1).draw([0, 4])\nassert_is_instance(axes, plt.Axes, msg='return the axes')\n"
            "assert_equal(len(axes.patches), 1)\nassert_equal(axes.patches[0].get_width(), 2)\n"
            "assert_equal(axes.get_xlim(), (0, 4))\nplt.close()",
            "patch",
            4,
        ),
        test("assert_equal(DrawnBox(2, 1).draw([0, 4]).get_title(), '2 by 1')\nplt.close()", "title", 1),
    ],
    slips={
        "no_text": {"box": BOX.partition("    def __str__")[0]},
        "no_axes": {"drawn": DRAWN_BOX.replace("        return axes\n", "")},
        "raises": {"box": BOX.replace("width * height", "width * depth")},
    },
    totals={"right": 10, "blank": 0, "no_text": 7, "no_axes": 5, "raises": 0},
    page={
        "no_text": ["assert_equal(str(large), '3 by 2', msg='a box has a text') does not hold"],
        "no_axes": ["return the axes"],
        "raises": ["depth"],
    },
)

LINES = """import math
steps = [step / 10 for step in range(40)]
### BEGIN SOLUTION
plt.plot(steps, [math.sin(step) for step in steps], "--g")
plt.plot(steps, [math.cos(step) for step in steps])
plt.legend(["sine", "cosine"])
### END SOLUTION

# Leave this line
drawn = plt.gca()
plt.show()"""
BARS = """### BEGIN SOLUTION
plt.bar(["a", "b", "c"], [3, 1, 2])
plt.ylabel("count")
### END SOLUTION
drawn = plt.gca()
plt.show()"""
CURRENT_AXES = Assignment(
    cells=[
        code("import matplotlib.pyplot as plt\nimport matplotlib"),
        stub(LINES, "lines"),
        test(
            "found = drawn.get_lines()\nif len(found) != 2:\n"
            "    raise ValueError(f'Two lines were expected, {len(found)} found!')\n"
            "if found[0]._color not in ('g', 'green') or found[0]._linestyle != '--':\n"
            "    raise ValueError('The sine is a dashed green line!')\nprint('Well done!')",
            "two_lines",
        ),
        test("if drawn.get_legend() is None:\n    raise ValueError('There is no legend!')", "legend", 1),
        stub(BARS, "bars"),
        test(
            "boxes = [one for one in drawn.get_children() if one.__class__ == matplotlib.patches.Rectangle]\n"
            "assert len(boxes) == 4, f'{len(boxes) - 1} bars'\nassert drawn.get_ylabel()",
            "three_bars",
        ),
        text("Draw what you like; a person looks at it."),
        manual("plt.plot([1, 4, 9])\nplt.title('squares');", "free", 3),
    ],
    slips={
        "one_line": {"lines": LINES.replace("plt.plot(steps, [math.cos(step) for step in steps])\n", "")},
        "shown_too_early": {"lines": LINES.replace("### END SOLUTION", "plt.show()")},
        "no_bars": {"bars": "drawn = plt.gca()\nplt.show()"},
    },
    totals={"right": 5, "blank": 0, "one_line": 3, "shown_too_early": 2, "no_bars": 3},
    page={"one_line": ["Two lines were expected, 1 found!"], "no_bars": ["0 bars"]},
)

QUERY = "%%writefile most.sql\n\nSELECT town, COUNT(*) AS trips FROM rides GROUP BY town ORDER BY trips DESC;"
FAR = "%%writefile far.sql\nSELECT town FROM rides WHERE km > 10 ORDER BY km;"
ASKED = "[ask(line) for line in open({name!r}).read().split(';') if line.strip()][-1]"
QUERIES = Assignment(
    cells=[
        code(
            "import sqlite3\nfrom unittest import TestCase\nassert_equal = TestCase().assertEqual\n"
            "book = sqlite3.connect('rides.db')\n"
            "ask = lambda words: book.execute(words).fetchall()"
        ),
        code(
            "ask('DROP TABLE IF EXISTS rides')\nask('CREATE TABLE rides (town TEXT, km REAL)')\n"
            "for line in open('rides.csv').read().splitlines()[1:]:\n"
            "    book.execute('INSERT INTO rides VALUES (?, ?)', line.split(','))\nbook.commit()"
        ),
        solution(QUERY, "most"),
        code("!cat most.sql"),
        test(
            f"rows = {ASKED.format(name='most.sql')}\n"
            "assert_equal(rows[0], ('Ulm', 3), msg='most trips go to Ulm')",
            "most_rows",
            3,
        ),
        test("words = !cat most.sql\nassert_equal('GROUP BY' in words.s.upper(), True)", "most_words", 1),
        solution(FAR, "far"),
        test(f"assert_equal({ASKED.format(name='far.sql')}, [('Ulm',), ('Bonn',)])", "far_rows", 3),
        code("!rm -f most.sql far.sql rides.db"),
    ],
    slips={
        "wrong_order": {"far": FAR.replace("ORDER BY km", "ORDER BY town")},
        "no_query": {"most": QUERY.replace("SELECT", "SELEKT")},
        "no_magic": {"far": "SELECT town FROM rides"},
        "stops_half_way": {"far": "%%writefile far.sql\n-- YOUR CODE HERE"},
    },
    files={"rides.csv": "town,km\nUlm,12\nBonn,30\nUlm,4\nUlm,9.5\nKiel,1\n"},
    totals={"right": 7, "blank": 0, "wrong_order": 4, "no_query": 4, "no_magic": 4, "stops_half_way": 4},
)

GREET = 'def greet():\n    name = input("Your name? ")\n    print(f"Good morning, {name}!")'
TRIANGLE = "def triangle(height):\n    for row in range(1, height + 1):\n        print('*' * row)"
PRINTED = Assignment(
    cells=[
        code("import io\nfrom contextlib import redirect_stdout\nfrom unittest.mock import patch"),
        solution(TRIANGLE, "triangle"),
        test(
            "with redirect_stdout(io.StringIO()) as said:\n    triangle(3)\n"
            "assert said.getvalue() == '*\\n**\\n***\\n', 'three rows of stars'",
            "rows",
        ),
        solution(GREET, "greet"),
        test(
            "with patch('builtins.input', return_value='Ada') as asked, patch('builtins.print') as said:\n"
            "    greet()\n"
            "asked.assert_called_once()\nsaid.assert_called_once_with('Good morning, Ada!')",
            "greeting",
        ),
        solution("print('temperature', 21)", "shown"),
        test(
            "%%capture again\nprint('temperature', 21)",
            "captures",
            1,
        ),
        test("assert again.stdout.split() == ['temperature', '21']", "captured", 1),
    ],
    slips={
        "returns_it": {"triangle": "def triangle(height):\n    return '*'"},
        "asks_at_once": {
            "greet": 'name = input("Your name? ")\ndef greet():\n    print(f"Good morning, {name}!")'
        },
        "asks_twice": {"greet": GREET.replace("    print", '    input("Again? ")\n    print')},
    },
    totals={"right": 6, "blank": 2, "returns_it": 4, "asks_at_once": 4, "asks_twice": 4},
    page={"returns_it": ["three rows of stars"]},
)


@case(PUBLIC, "a course on data science")
def boxes_in_order(course: Course) -> None:
    """A class with operators, one that inherits it and draws, and the asserts of `unittest`."""
    compare(course, BOXES)


@case(PUBLIC, "an introduction to Python for psychologists")
def the_current_axes(course: Course) -> None:
    """Figures that tests read from the current axes, and tests that raise errors of their own."""
    compare(course, CURRENT_AXES)


@case(PUBLIC, "a course on data science")
def queries_in_files(course: Course) -> None:
    """Queries that a magic writes into files, a database, and commands of the shell."""
    compare(course, QUERIES)


@case(PUBLIC, "an introduction to programming")
def what_is_printed(course: Course) -> None:
    """Printed text that tests capture, and questions that they answer in the student's place."""
    compare(course, PRINTED)
