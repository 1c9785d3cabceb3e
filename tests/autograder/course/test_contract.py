"""What a set promises is held against its tests and its wrong answers."""

import pytest

from autograder.audit.contract import AXES, of_contract, properties, read_contract, unproven
from autograder.course.errors import CourseError

HEAD = "| the text promises | shown by | broken alone by |\n|---|---|---|\n"
AXIS = "| axis | shown by |\n|---|---|\n"
NONE = f"| {', '.join(AXES)} | – one plain number |\n"
SOUND = f"""\
# What is promised

## `double`

{HEAD}| twice the number | test-double | adds_two |
| a number at all | all | silent, speaks |

{AXIS}| second call, one and many | test-double, test-type |
| {", ".join(axis for axis in AXES if axis not in ("second call", "one and many"))} | – one plain number |
"""
FAILED = {
    "adds_two": frozenset({"test-double"}),
    "silent": frozenset({"test-double", "test-type"}),
    "speaks": frozenset({"test-type"}),
    "of_another_task": frozenset({"test-half"}),
}


def found(tmp_path, text, tests=("test-double", "test-type"), solutions=("double",)):
    (tmp_path / "contract.md").write_text(text, encoding="utf-8")
    tasks = read_contract(tmp_path / "contract.md")
    return [f"{f.subject}: {f.detail}" for f in of_contract(tasks, solutions, tests, FAILED)]


def test_a_sound_contract_is_read_and_nothing_is_missing(tmp_path):
    assert found(tmp_path, SOUND) == []
    (task,) = read_contract(tmp_path / "contract.md")
    assert task.cells == ("double",)
    assert [promise.answers for promise in task.promises] == [("adds_two",), ("silent", "speaks")]
    assert task.axes["second call"] == ("test-double", "test-type")
    assert (properties([task]), unproven([task])) == (2, 0)


def test_a_set_without_a_contract_has_no_findings():
    assert list(of_contract([], ["double"], ["test-double"], FAILED)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("test-double | adds_two", " | adds_two", "twice the number: no test shows it"),
        ("| adds_two |", "| |", "twice the number: no wrong answer breaks it alone"),
        ("adds_two", "adds_three", "adds_three: no such wrong answer in the bank"),
        ("adds_two", "of_another_task", "twice the number: of_another_task fails none of its tests"),
        ("adds_two", "of_another_task", "twice the number: of_another_task fails test-half too"),
        ("silent, speaks", "adds_two", "adds_two: stands in 2 rows: it does not break one property alone"),
        ("| all |", "| test-type |", "a number at all: silent fails test-double too"),
        ("| test-double |", "| test-treble |", "double: no such test cell: test-treble"),
        ("second call, ", "", "double: says nothing of the axis: second call"),
        ("second call, ", "third call, ", "double: no such axis: third call. Expected one of default, None"),
        ("– one plain number", "–", "double: names neither a test nor a reason for the axis: default"),
        ("## `double`", "## `half`", "double: contract.md has no section for this solution cell"),
    ],
)
def test_what_is_missing_is_named(tmp_path, old, new, said):
    assert any(said in line for line in found(tmp_path, SOUND.replace(old, new)))


def test_a_test_cell_that_shows_no_property_is_named(tmp_path):
    lines = found(tmp_path, SOUND, tests=("test-double", "test-type", "test-sign"))
    assert lines == ["test-sign: no property names this test cell"]


@pytest.mark.parametrize(
    "text", [f"## double\n\n{HEAD}", "## double\n", f"## double\n\n{AXIS}{NONE}\n{HEAD}"]
)
def test_a_section_without_its_two_tables_is_refused(tmp_path, text):
    with pytest.raises(CourseError, match="expected two tables below 'double'"):
        found(tmp_path, text)


def test_properties_without_a_test_or_a_wrong_answer_are_counted(tmp_path):
    (tmp_path / "contract.md").write_text(SOUND.replace("| adds_two |", "| |"), encoding="utf-8")
    tasks = read_contract(tmp_path / "contract.md")
    assert (properties(tasks), unproven(tasks)) == (2, 1)
