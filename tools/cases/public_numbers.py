"""Assignments in the style of public courses: files, seeds, modules, suites, symbols, parts of points."""

from tools.cases.beside_stock import Assignment, Difference, compare
from tools.cases.case import case
from tools.cases.course import Course
from tools.cases.notebooks import code, solution, test, text
from tools.cases.public_cases import PUBLIC

COUNT = """import json

def count_trees(name):
    try:
        with open(name) as file:
            return len(json.load(file))
    except OSError:
        return -1"""
NAMED = """def tree_named(name, kind):
    if count_trees(name) < 0:
        return None
    return next((tree for tree in json.load(open(name)) if tree["kind"] == kind), None)"""
MISSING = "try:\n    found = {call}\nexcept:\n    assert False\nelse:\n    assert found {wanted}"
FILES = Assignment(
    cells=[
        solution(COUNT, "count"),
        test("assert count_trees('park.json') == 3", "counted", 4),
        test(MISSING.format(call="count_trees('none.json')", wanted="== -1"), "count_missing", 2),
        solution(NAMED, "named"),
        test("import json\nassert tree_named('park.json', 'oak') == json.load(open('oak.json'))", "oak", 3),
        test(MISSING.format(call="tree_named('none.json', 'oak')", wanted="is None"), "named_missing", 1),
    ],
    slips={
        "opens_it_blindly": {"count": COUNT.replace("OSError", "KeyError")},
        "no_colon": {"named": "def tree_named(name, kind)\n    return None"},
        "nothing_found": {"named": "def tree_named(name, kind):\n    return None"},
    },
    files={
        "park.json": '[{"kind": "elm"}, {"kind": "oak", "age": 90}, {"kind": "ash"}]',
        "oak.json": '{"kind": "oak", "age": 90}',
    },
    totals={"right": 10, "blank": 0, "opens_it_blindly": 7, "no_colon": 6, "nothing_found": 7},
    page={
        "opens_it_blindly": ["FileNotFoundError: [Errno 2] No such file or directory: 'none.json'"],
        "no_colon": ["tree_named is not defined, for your cell stopped: Python cannot read it in line 1"],
    },
)

WALK = """def walk(steps):
    return np.cumsum(np.random.choice([-1, 1], size=steps))"""
LESS = "def below(numbers, limit):\n    return numbers[numbers < limit]"
SAFE = """def careful(times):
    seen = {}
    for time in range(times):
        try:
            seen[time] = shaky()
        except Spilled as error:
            seen[time] = error.amount
    return seen"""
SEEDED = Assignment(
    cells=[
        code(
            "import numpy as np\n\nclass Spilled(Exception):\n    def __init__(self, amount):\n"
            "        self.amount = amount\n\ndef shaky():\n    drawn = np.random.randint(0, 100)\n"
            "    if drawn % 2:\n        raise Spilled(drawn)\n    return drawn"
        ),
        solution(WALK, "walk"),
        test(
            "np.random.seed(7)\nseen = walk(5)\nnp.random.seed(7)\n"
            "np.testing.assert_array_equal(seen, np.cumsum(np.random.choice([-1, 1], size=5)))",
            "steps",
        ),
        solution(LESS, "below"),
        test(
            "np.random.seed(5)\nnumbers = np.random.random((4, 5))\n"
            "few = [number for number in numbers.ravel() if number < 0.3]\n"
            "np.testing.assert_allclose(below(numbers, 0.3), few, rtol=1e-5)",
            "mask",
        ),
        test(
            "more = np.random.random(50)\n"
            "np.testing.assert_allclose(below(more, 0.5).sum(), more[more < 0.5].sum())",
            "sum",
            1,
        ),
        solution(SAFE, "careful"),
        test("np.random.seed(3)\nassert careful(3) == {0: 24, 1: 3, 2: 56}", "caught", 3),
    ],
    slips={
        "draws_once_more": {"walk": WALK.replace("    return", "    np.random.random()\n    return")},
        "at_most": {"below": LESS.replace("< limit", "> limit")},
        "not_caught": {"careful": SAFE.replace("except Spilled", "except KeyError")},
    },
    totals={"right": 8, "blank": 0, "draws_once_more": 6, "at_most": 5, "not_caught": 5},
    page={"not_caught": ["Spilled"], "at_most": ["Not equal to tolerance"]},
)

PARTS = """def roots(a, b, c):
    root = (b * b - 4 * a * c) ** 0.5
    return (-b - root) / 2 / a, (-b + root) / 2 / a"""
TURNED = "(-b + root) / 2 / a, (-b - root) / 2 / a"
PARTIAL = Assignment(
    cells=[
        solution(PARTS, "roots"),
        test(
            "points = 0\n"
            "for given, wanted in (((1, -3, 2), (1, 2)), ((1, 0, -4), (-2, 2)), ((2, -2, 0), (0, 1))):\n"
            "    try:\n        points += 0.5 * (sorted(roots(*given)) == sorted(wanted))\n"
            "    except Exception as error:\n        print(given, error)\npoints",
            "parts",
            1.5,
        ),
        test("0.25 if roots(1, -3, 2)[0] == 1 else 0", "first", 0.25),
        test("assert roots(1, 2, 1) == (-1, -1)\n1", "both", 1),
    ],
    slips={
        "no_a": {"roots": PARTS.replace(" / 2 / a", " / 2")},
        "other_order": {"roots": PARTS.replace("(-b - root) / 2 / a, (-b + root) / 2 / a", TURNED)},
        "raises_at_zero": {"roots": "def roots(a, b, c):\n    1 / c\n" + PARTS.partition("\n")[2]},
    },
    totals={"right": 2.75, "blank": 0, "no_a": 2.25, "other_order": 2.5, "raises_at_zero": 2.25},
)

MODULE = """LITRES = 3.785

def litres(gallons):
    return gallons * LITRES

def check_table(table):
    assert len(table) == 3, 'the table has three rows'
    assert table[1] == litres(1), 'the second row is one gallon'
    print('Well done!')
"""
BESIDE = Assignment(
    cells=[
        text("The module `gallons` lies beside this notebook."),
        code("%load_ext autoreload\n%autoreload 2\nimport gallons\n%run start.py"),
        solution("table = [gallons.litres(number) for number in range(3)]", "table"),
        test("from gallons import check_table\ncheck_table(table)", "checked"),
        solution("doubled = begun * 2", "doubled"),
        test("if doubled != 42:\n    raise ValueError('twice of what start.py began with')", "begun", 1),
    ],
    slips={
        "two_rows": {"table": "table = [gallons.litres(number) for number in range(2)]"},
        "no_module": {"table": "from gallon import litres\ntable = [litres(number) for number in range(3)]"},
        "adds": {"doubled": "doubled = begun + 2"},
    },
    files={"gallons.py": MODULE, "start.py": "begun = 21\nprint('begun')\n"},
    totals={"right": 3, "blank": 0, "two_rows": 1, "no_module": 1, "adds": 2},
    page={
        "two_rows": ["the table has three rows"],
        "no_module": ["gallon"],
        "adds": ["twice of what start.py began with"],
    },
)

STACK = """class Stack:
    def __init__(self):
        self.items = []
    def push(self, item):
        self.items.append(item)
    def pop(self):
        return self.items.pop()
    def __len__(self):
        return len(self.items)"""
SUITE = """import unittest

class TestStack(unittest.TestCase):
    def test_last_comes_first(self):
        stack = Stack()
        stack.push(1)
        stack.push(2)
        self.assertEqual(stack.pop(), 2)

    def test_length(self):
        stack = Stack()
        stack.push("a")
        self.assertEqual(len(stack), 1)
"""
SYMBOLS = "def slope(formula):\n    return sp.simplify(sp.diff(formula, x))"
SUITES = Assignment(
    cells=[
        solution(STACK, "stack"),
        test(
            f"{SUITE}\nsuite = unittest.defaultTestLoader.loadTestsFromTestCase(TestStack)\n"
            "ran = unittest.TextTestRunner(stream=__import__('io').StringIO()).run(suite)\n"
            "assert ran.wasSuccessful(), f'{len(ran.failures + ran.errors)} of {ran.testsRun} tests fail'",
            "suite",
            3,
        ),
        test(
            "unittest.main(argv=['x', 'TestStack.test_length'], exit=False).result.wasSuccessful() or 1 / 0",
            "main",
            1,
        ),
        code(
            "import sympy as sp\nfrom IPython.display import display, Math\n"
            "x = sp.symbols('x')\nsp.init_printing()"
        ),
        solution(SYMBOLS, "slope"),
        test(
            "display(Math(sp.latex(slope(x**2))))\n"
            "assert sp.simplify(slope(x**2 + sp.sin(x)) - (2 * x + sp.cos(x))) == 0",
            "formula",
        ),
    ],
    slips={
        "first_comes_first": {"stack": STACK.replace("items.pop()", "items.pop(0)")},
        "no_length": {"stack": STACK.partition("    def __len__")[0]},
        "integrates": {"slope": SYMBOLS.replace("diff", "integrate")},
    },
    totals={"right": 5, "blank": 0, "first_comes_first": 2, "no_length": 2, "integrates": 3},
    page={"first_comes_first": ["1 of 2 tests fail"]},
    differs={
        (student, "main"): Difference((0, False), (1, False), "a warning on stderr")
        for student in ("right", "first_comes_first", "integrates")
    },
)


@case(PUBLIC, "an introduction to computing")
def files_that_may_be_missing(course: Course) -> None:
    """Files beside the notebook, and tests that want none of the errors of a missing one."""
    compare(course, FILES)


@case(PUBLIC, "an introduction to computing")
def drawn_with_a_seed(course: Course) -> None:
    """Seeds that tests and answers share from cell to cell, and `numpy.testing`."""
    compare(course, SEEDED)


@case(PUBLIC, "a course on numerical methods")
def parts_of_a_point(course: Course) -> None:
    """Tests that end in a number of points."""
    compare(course, PARTIAL)


@case(PUBLIC, "an introduction to Python for psychologists")
def module_of_tests(course: Course) -> None:
    """A module beside the notebook that holds helpers and tests, and a script that is run."""
    compare(course, BESIDE)


@case(PUBLIC, "a course on algorithms")
def suite_in_a_cell(course: Course) -> None:
    """Classes of `unittest` in a cell, formulas of sympy and what is displayed."""
    compare(course, SUITES)
