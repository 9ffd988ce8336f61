"""Why a test of nbgrader's ends otherwise with this configuration: one sentence for each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """Why one test differs, and a part of what it then says: a failure that says anything else is another."""

    test: str
    why: str
    says: str


STUDENTS_MODULE = (
    "`exclude_overwriting` leaves the student's own `helper.py` in use, and once the notebook is graded it "
    "is called `helper.py_`, since Python loads a file by its name wherever staff start it in `autograded/`"
)
NO_STAMP = (
    "the test's `timestamp.txt` holds `foo`, which is no time, so it is told, kept in quarantine and not "
    "collected"
)
FOREIGN_CELLS = (
    "the notebook is another one, whose graded cells the release does not have: they are extra cells without "
    "points, and the student is graded, while stock ends with 1"
)
MODE = (
    "`nbgrader submit` makes the folder writable for everybody, and what is collected belongs to the "
    "instructor, so others may not write it"
)
REASONS = (
    Reason(
        "autograde::test_grade_empty_timestamp",
        "a `timestamp.txt` that holds no time is refused like any other file, and the submission is graded "
        "without it, while stock ends with 1",
        "retcode=1): AssertionError: process returned an unexpected return code: 0",
    ),
    Reason("autograde::test_grade_overwrite_files", STUDENTS_MODULE, "autograded/foo/ps1/helper.py"),
    Reason(
        "autograde::test_grade_overwrite_files_subdirs",
        STUDENTS_MODULE,
        "autograded/foo/ps1/subdir/helper.py",
    ),
    Reason(
        "autograde::test_side_effects",
        "a file that a student's code writes lies in its process's own folder and goes with it, since in "
        "`autograded/` it could take the place of one that staff open",
        "autograded/foo/ps1/side-effect.txt",
    ),
    Reason("autograde::test_handle_failure", FOREIGN_CELLS, "unexpected return code: 0"),
    Reason("autograde::test_handle_failure_single_notebook", FOREIGN_CELLS, "unexpected return code: 0"),
    Reason(
        "autograde::test_missing_source_kernelspec",
        "every submission runs in the sandbox's kernel, so a kernel that it names and nobody has does not "
        "stop its grading",
        "retcode=1): AssertionError: process returned an unexpected return code: 0",
    ),
    Reason(
        "autograde::test_no_execute",
        "`--no-execute` is refused, since a student's stored outputs could be anything",
        '"--no-execute"]): AssertionError: process returned an unexpected return code: 1',
    ),
    Reason(
        "autograde::test_grade_with_validating_envvar",
        "a student's process does not get `NBGRADER_EXECUTION`, since code that knows when it is graded can "
        "do something else then; `c.Sandbox.environment` can set it",
        "score == 0: assert 1.0 == 0",
    ),
    Reason(
        "generate_feedback::test_filter_notebook",
        "a page that was removed is made again whatever lies beside it, and nbgrader, which then finds it, "
        "does not copy a removed data file again",
        "feedback/foo/ps1/foo.txt",
    ),
    Reason(
        "collect::test_collect",
        "the student hands in the same files again, which keep the time at which they came first, so nobody "
        "is late for handing in once more",
        "_read_timestamp(root) != timestamp",
    ),
    Reason("collect::test_permissions[False]", MODE, "assert '755' == '777'"),
    Reason("collect::test_permissions[True]", MODE, "assert '2775' == '2777'"),
    Reason(
        "zip_collect::test_collect_sub_dir_single_notebook",
        "one student's file lies in a folder beside another's, and the owner of a file is who the LMS named "
        "at the top of the download, not who is named below: the folder is told and left out",
        "len(os.listdir(submitted_dir)) == 2: AssertionError: assert 1 == 2",
    ),
    Reason("zip_collect::test_collect_timestamp_file", NO_STAMP, "hacker/ps1/timestamp.txt"),
    Reason("zip_collect::test_collect_preserve_sub_dir", NO_STAMP, "hacker/ps1/timestamp.txt"),
    Reason(
        "zip_collect::test_collect_duplicate_fail",
        "of two files for one place the first is collected, and the other is told, kept in quarantine and "
        "seen by a person, while stock collects nothing of the class",
        "retcode=1): AssertionError: process returned an unexpected return code: 0",
    ),
)
