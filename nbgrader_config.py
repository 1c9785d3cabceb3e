"""Folders of the course, for every tool of nbgrader: call it from the folder in which this file lies."""

from pathlib import Path

from autograder.course.formgrader import offline

c = get_config()  # noqa: F821  (nbgrader provides it)

HERE = Path(__file__).resolve().parent

c.CourseDirectory.course_id = "training-deep-networks"
c.CourseDirectory.root = str(HERE / "course")

# Feedback pages do not show hidden tests, whoever writes them.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "autograder.report.feedback.HideHiddenTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]

# Formgrader shows formulas without the network.
offline(c)

# Formgrader shows the rubric below each answer that is marked by hand.
c.HTMLExporter.preprocessors = ["autograder.report.rubric.ShowRubric"]

# nbgrader's source folder is made from here by `autograder release`.
c.Autograder.solutions_directory = str(HERE / "solutions")

# The messages of our hidden tests are written for students: they name the property, and no value.
c.Autograder.show_hidden_messages = True

# Networks of problem set 7 train for some seconds, and for longer where others are graded beside them.
c.Autograder.cell_seconds = 60.0
c.Autograder.notebook_seconds = 1200.0
