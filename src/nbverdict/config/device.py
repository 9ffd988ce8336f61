"""The device on which references compute: a course's setting, resolved by the course's own function."""

from nbverdict.config.course_code import called
from nbverdict.config.settings import Course


def device_of(course: Course) -> str:
    """Return the device for references.

    Raises:
        CourseError: this machine does not have the device, or there is no such function.
    """
    return str(called(course.choose_device)(course.device)) if course.choose_device else course.device
