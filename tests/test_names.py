"""Names say one thing: no class of the engine has the name of another, and a constant carries its unit."""

import ast
from collections import defaultdict

from tests.test_layers import ENGINE, MODULES

MEANT = {  # by what else imports them: nbgrader names a class, a reader of a student's process the evidence's
    "Release": "nbgrader's exchange calls its plug-in so, with this name in its settings",
}


def test_no_class_has_the_name_of_another() -> None:
    """Who reads a name knows which class it is."""
    homes: dict[str, list[str]] = defaultdict(list)
    for module in MODULES:
        for node in ast.parse((ENGINE / module).read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(module)

    assert {name: where for name, where in homes.items() if len(where) > 1 and name not in MEANT} == {}
