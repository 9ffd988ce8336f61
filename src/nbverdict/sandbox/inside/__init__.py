"""What runs beside a student's code: the fork server, and the walls that each fork puts up around itself.

These files run without the rest of the package and import nothing of it: every student's process has them in
its memory, so they must not hold anything hidden.
"""
