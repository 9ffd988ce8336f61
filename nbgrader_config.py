"""The only name that nbgrader reads; the configuration itself is course_config.py."""

c = get_config()
load_subconfig("course_config.py")
