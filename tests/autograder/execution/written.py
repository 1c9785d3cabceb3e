"""Notebooks for the tests, written the way an instructor and a student write them."""

import json

POWER = '''\
def power_lr(t, lr0, s, c=1.0):
    """Learning rate after t steps."""
    ### BEGIN SOLUTION
    return lr0 / (1 + t / s) ** c
    ### END SOLUTION
'''
POWER_RELEASED = '''\
def power_lr(t, lr0, s, c=1.0):
    """Learning rate after t steps."""
    # YOUR CODE HERE
    raise NotImplementedError()
'''
POWER_TEST = """\
assert np.isclose(power_lr(0, 0.1, 10), 0.1), "no decay at step 0"
### BEGIN HIDDEN TESTS
assert np.isclose(power_lr(10, 0.1, 10), 0.05), "half after s steps"
### END HIDDEN TESTS
"""
CLIP = """\
def clip(x, limit):
    ### BEGIN SOLUTION
    return np.clip(x, -limit, limit)
    ### END SOLUTION
"""
CLIP_TEST = """\
clipped = clip(np.array([-3.0, 0.5, 3.0]), 1.0)
assert clipped.shape == (3,)
np.testing.assert_allclose(clipped, [-1.0, 0.5, 1.0])
"""


def text(source, **marks):
    """A markdown cell; with ``grade_id`` it carries nbgrader's marks."""
    return _cell("markdown", source, marks)


def code(source, **marks):
    """A code cell; with ``grade_id`` it carries nbgrader's marks, with ``tags`` its tags."""
    return _cell("code", source, marks) | {"outputs": [], "execution_count": None}


def solution(source, grade_id):
    """An autograded solution cell."""
    return code(source, grade_id=grade_id, solution=True)


def test_cell(source, grade_id, points=2, **marks):  # noqa: PT028 - no test
    """A locked test cell."""
    return code(source, grade_id=grade_id, grade=True, locked=True, points=points, **marks)


test_cell.__test__ = False


def notebook(*cells):
    """The bytes of a notebook."""
    content = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(content).encode()


def course(power=POWER, clip=CLIP, before=(), tests=(POWER_TEST, CLIP_TEST)):
    """A problem set of two tasks; also a submission of it, when given a student's answers."""
    return notebook(
        code("import numpy as np"),
        *before,
        text("## Task 1: power decay"),
        solution(power, "power"),
        test_cell(tests[0], "test-power"),
        text("## Task 2: clipping"),
        solution(clip, "clip"),
        test_cell(tests[1], "test-clip"),
    )


def one(test, answer="", before=(), points=2):
    """Source and submission of a set with one answer and one test."""
    cells = [code("import numpy as np"), *before, solution(answer, "answer"), test_cell(test, "test", points)]
    return notebook(*cells)


def _cell(kind, source, marks):
    metadata = {"tags": marks.pop("tags")} if "tags" in marks else {}
    if marks:
        defaults = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
        metadata["nbgrader"] = defaults | marks
    return {"cell_type": kind, "metadata": metadata, "source": source}
