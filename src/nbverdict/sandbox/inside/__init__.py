"""What runs beside a student's code: the fork server, and the walls that each fork puts up around itself.

These files are started without the package `graders` and import nothing of it: they lie in the memory of
every student's process, so they hold nothing that is hidden.
"""
