"""The course's rule for late submissions: grace for some minutes, then a part for each day that begins.

It is a plugin of nbgrader's kind, so that nbgrader's own command can use it too:
``c.AssignLatePenalties.plugin_class = "autograder.grading.late_policy.LatePolicy"``. A course that names
another plugin has that one.
"""

from __future__ import annotations

import math
from typing import Any

from nbgrader.plugins import LateSubmissionPlugin

from autograder.course.folders import Course
from autograder.course.nbgrader_compat import penalty_plugin
from autograder.course.settings import Autograder, options_of

SECONDS_A_DAY = 86_400


class LatePolicy(LateSubmissionPlugin):  # type: ignore[misc]
    """Takes off what ``c.Autograder`` says: ``grace_minutes``, ``late_percent_a_day``, ``late_days``."""

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """Points to take off.

        Args:
            student_id: id of the student.
            score: what was earned.
            total_seconds_late: seconds after the due date, an extension counted.
        """
        return penalty(options_of(self.config), score, total_seconds_late)


def penalty(options: Autograder, score: float, seconds: float) -> float | None:
    """Points to take off a score for so many seconds; None if there is nothing to take off."""
    if seconds <= 60 * options.grace_minutes:
        return None
    days = math.ceil(seconds / SECONDS_A_DAY)
    if options.late_days and days > options.late_days:
        return score
    return min(score, score * options.late_percent_a_day / 100 * days) or None


def plugin_of(course: Course) -> Any:
    """The plugin that decides over late submissions in a course."""
    options = options_of(course.config)
    named = course.config.AssignLatePenalties.get("plugin_class", None)
    if named or not (options.late_percent_a_day or options.late_days):
        return penalty_plugin(course.config)
    return LatePolicy(config=course.config)
