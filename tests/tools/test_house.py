"""The house stays as large as it must be: whoever raises a limit says why beside it."""

from tools.house import LARGE_LINES, House, measured, passed_through

LIMITS = House(
    engine_modules=241,  # a third of them are the sandbox and the intake: a wall each, or a way to hand in;
    # fourteen read files as they come, keep an answer as it was at its check, serve plain assignments, tell
    # other assignments' notebooks apart, share a course with a group, and refuse replies that contradict
    # themselves; four bring libraries' defaults back, say what came instead of a notebook, and bound what
    # pictures and drawings cost a browser, each pass and each area counted
    engine_lines=31_650,  # walls, intake and evidence of any subject are three fifths of them
    course_lines=7_800,  # twelve challenges; the last four simulate what goes wrong in a layer, in a mask,
    # in a cache and in a bill, each known mistake as one changed step
    notebook_modules=176,  # intake, walls, judge, page and total of one notebook
    large=(),
)
MOST_LARGE = 28  # modules of more lines than a reader keeps in mind


def test_no_measure_exceeds_its_limit() -> None:
    """More modules or lines than these need a reason."""
    house = measured()

    assert house.engine_modules <= LIMITS.engine_modules
    assert house.engine_lines <= LIMITS.engine_lines
    assert house.course_lines <= LIMITS.course_lines
    assert house.notebook_modules <= LIMITS.notebook_modules
    assert len(house.large) <= MOST_LARGE, house.large


def test_what_is_measured_is_there() -> None:
    """The doors lead into every part that a notebook passes through."""
    folders = {name.split(".")[0] for name in passed_through()}

    assert {"intake", "sandbox", "evidence", "judging", "gradebook", "feedback"} <= folders
    assert all(lines > LARGE_LINES for _, lines in measured().large)
