"""Where references compute: what a course says, made definite by its own function."""

from nbverdict.config.course_code import called
from nbverdict.config.settings import Course


def device_of(course: Course) -> str:
    """Return the device that references are given.

    Raises:
        CourseError: this machine does not have what is asked for, or there is no such function.
    """
    return str(called(course.choose_device)(course.device)) if course.choose_device else course.device
