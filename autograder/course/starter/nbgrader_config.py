"""Settings of the course, for `autograder` and for every tool of nbgrader.

Lines that begin with `# c.` are off; take the `# ` away to use one.
"""

from pathlib import Path

from autograder.course.formgrader import offline

c = get_config()  # noqa: F821  (nbgrader provides it)

HERE = Path(__file__).resolve().parent

# Name of the course, and where nbgrader's folders (source, release, submitted, …) and its gradebook lie.
c.CourseDirectory.course_id = "my-course"
c.CourseDirectory.root = str(HERE / "course")

# Where you write problem sets: <set>/<set>.md or <set>/<set>.ipynb. nbgrader's source folder is made from it.
c.Autograder.solutions_directory = str(HERE / "solutions")

# Formgrader shows formulas without the network.
offline(c)

# Formgrader shows what stands between the solution markers below each answer that you mark by hand.
c.HTMLExporter.preprocessors = ["autograder.report.rubric.ShowRubric"]

# Time zone of due dates, and of the times that your learning management system writes.
c.Autograder.timezone = "UTC"

# When sets are due, minutes of grace, what each late day costs (percent of what was earned), and after how
# many days nothing counts. A due date can also be set with `autograder late SET --due DATE`.
# c.Autograder.due_dates = {"hello": "2026-02-01 23:59"}
# c.Autograder.grace_minutes = 10
# c.Autograder.late_percent_a_day = 20
# c.Autograder.late_days = 3

# Which of several attempts counts: "last", "first" or "best".
# c.Autograder.attempt = "last"

# What feedback pages show of hidden tests: their messages, or ("full") all of them.
# c.Autograder.show_hidden_messages = True
# c.Autograder.feedback = "full"

# Where a task is explained, by grade_id of one of its cells or by set. A link in its text is found too.
# c.Autograder.sections = {"hello": "https://example.org/chapter-1"}

# From how many percent there is which grade, for `autograder export --as scale`.
# c.Autograder.grading_scale = [(90, "A"), (75, "B"), (60, "C"), (0, "F")]

# Limits of one cell (seconds) and of a submission (MiB), and data that students' code may read.
# c.Autograder.cell_seconds = 60.0
# c.Autograder.memory_megabytes = 4096
# c.Autograder.readable = ["/srv/course-data"]
