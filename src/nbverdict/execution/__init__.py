"""A notebook run and judged between nbgrader's own steps."""
