"""nbgrader's metadata and regions, whatever stands in a file."""

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.markers import Delimiters, Marker, Region

REGION = Region("BEGIN SOLUTION", "END SOLUTION")
TEXT = "def f(x):\n    ### BEGIN SOLUTION\n    y = x\n    return y\n    ### END SOLUTION\n\nf(1)"
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = ("grade_id", "grade", "solution", "locked", "task", "points", "checksum", "schema_version")


def marker(cell_type="code", **fields) -> Marker:
    return Marker.of({"cell_type": cell_type, "metadata": {"nbgrader": {"grade_id": "a", **fields}}})


@pytest.mark.parametrize(
    ("fields", "cell_type", "expected"),
    [
        ({"grade": True, "locked": True}, "code", "test"),
        ({"grade": True, "solution": True}, "code", "manual"),
        ({"grade": True, "solution": True}, "markdown", "manual"),
        ({"task": True}, "markdown", "manual"),
        ({"solution": True}, "code", "neither"),
        ({"locked": True}, "code", "neither"),
    ],
)
def test_who_marks_a_cell_follows_from_its_flags(fields, cell_type, expected):
    found = marker(cell_type, **fields)
    assert (found.is_test, found.is_manual) == (expected == "test", expected == "manual")
    assert found.has_points is (expected != "neither")
    assert found.is_marked


def test_a_cell_without_a_flag_or_a_name_plays_no_part():
    assert not marker().is_marked
    assert not Marker.of({"metadata": {"nbgrader": {"grade": True}}}).is_marked
    assert Marker.of({}) == Marker()


def test_a_node_of_nbformat_is_read_as_json_is():
    cell = nbformat.v4.new_code_cell(
        "x", metadata={"nbgrader": {"grade_id": "a", "grade": True, "points": 2}}
    )
    assert Marker.of(cell) == marker(grade=True, points=2)


@given(ANYTHING | st.dictionaries(st.sampled_from(NAMES), ANYTHING))
def test_whatever_stands_in_a_file_becomes_a_marker(found):
    made = Marker.of({"cell_type": found, "metadata": {"nbgrader": found}})
    assert isinstance(made.grade_id, str)
    assert made.points is None or isinstance(made.points, float)
    assert Marker.of({"metadata": found}).grade_id == ""


def test_lines_of_a_region_are_counted_from_one():
    assert REGION.inner_lines(TEXT) == {3, 4}
    assert REGION.all_lines(TEXT) == {2, 3, 4, 5}
    assert REGION.inner_lines("f(1)") == REGION.all_lines("f(1)") == set()


def test_a_stub_stands_where_the_region_stood():
    assert REGION.replaced(TEXT, "# one\n# two") == "def f(x):\n    # one\n    # two\n\nf(1)"
    assert REGION.without(TEXT) == "def f(x):\n\nf(1)"


@given(st.lists(st.sampled_from(["a", "# BEGIN SOLUTION", "# END SOLUTION", "  b"]), max_size=8))
def test_each_line_is_outside_or_in_a_region(lines):
    text = "\n".join(lines)
    outside, inside = REGION.split(text)
    assert len(inside) == len(REGION.inner_lines(text))
    assert len(outside) + len(REGION.all_lines(text)) == max(1, len(lines))


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ("# BEGIN SOLUTION\nx\n# END SOLUTION", ""),
        ("# BEGIN SOLUTION\nx", "has no"),
        ("x\n# END SOLUTION", ""),
        ("# BEGIN SOLUTION\n# BEGIN SOLUTION\n# END SOLUTION", "within a region that has not ended"),
    ],
)
def test_delimiters_that_do_not_match_are_told(lines, fault):
    found = REGION.fault(lines)
    assert fault in found
    assert bool(found) == bool(fault)


def test_only_an_end_without_a_beginning_is_astray():
    assert REGION.strays("x\n# END SOLUTION")
    assert REGION.strays("# BEGIN SOLUTION\n# END SOLUTION\n# END SOLUTION")
    assert not REGION.strays("# BEGIN SOLUTION\nx\n# END SOLUTION")
    assert not REGION.strays("# BEGIN SOLUTION\nx")


def test_a_cell_without_a_region_is_released_as_the_stub_alone():
    given_ = Delimiters()
    assert given_.released("x = 1", runs=True) == "# YOUR CODE HERE\nraise NotImplementedError()"
    assert given_.released("x = 1", runs=False) == "YOUR ANSWER HERE"
    assert given_.released("x <- 1", runs=True, language="R").endswith("fail()")
    assert given_.released(TEXT, runs=True).startswith("def f(x):\n    # YOUR CODE HERE\n    raise")
