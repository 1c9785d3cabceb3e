"""The audit finds what is wrong with a problem set whose tests are weak on purpose."""

import json
import textwrap
from dataclasses import replace

import pytest
from tiny_course import HALF, HEADER, code, test_cell, write_set
from typer.testing import CliRunner

from autograder.audit.answer_grader import AnswerGrader
from autograder.audit.audit import audit, audited, spread
from autograder.audit.contract import AXES
from autograder.audit.findings import Finding, of_shown
from autograder.cli import app
from autograder.course.errors import CourseError
from autograder.course.folders import open_course
from autograder.records import CellResult, Result, Settings

DOUBLE = """\
def double(x):
    ### BEGIN SOLUTION
    while x < 0:
        return -2 * -x
    return 2 * x
    ### END SOLUTION
"""
# Weak: no negative number, and none by which 2 * x and x ** 2 differ.
DOUBLE_TEST = 'assert double(2) == 4, "double(2) should be 4"\n'
TYPE_TEST = 'assert double(3) is not None, "double gives nothing back"\n'
SOUND_HALF_TEST = """\
assert half(8) == 4, "half(8) should be 4"
### BEGIN HIDDEN TESTS
assert half(5) == 2.5, "half rounds"
### END HIDDEN TESTS
"""
WEAK = (
    HEADER
    + code("double", DOUBLE, solution=True)
    + test_cell("test-double", DOUBLE_TEST, 2)
    + test_cell("test-type", TYPE_TEST, 1)
    + code("half", HALF, solution=True)
    + test_cell("test-half", SOUND_HALF_TEST, 3)
)
SOLVED = "{}\n    ### BEGIN SOLUTION\n    return {}\n    ### END SOLUTION\n"
ROUNDS = ("half", "return x // 2", 3, ["test-half"], ["half rounds"])
SQUARES = ("double", "return x ** 2", 4, ["test-double"], ["double"])
ADDS = ("double", "return x + x", 6, [], [])
EQUIVALENT = """\
- cell: double
  function: double
  diff: |
    -while x < 0:
    +while x <= 0:
  reason: Twice 0 is 0 in both branches.
"""


def put(folder, kind, name, cell, body, marks, fails, feedback):
    head = f"One answer.\n\nmarks: {marks}\nfails: {json.dumps(fails)}\nfeedback: {json.dumps(feedback)}\n"
    path = folder / "solutions" / "weak" / "bank" / kind / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'"""{head}"""\n\n# %% {cell}\ndef {cell}(x):\n    {body}\n', encoding="utf-8")


@pytest.fixture
def weak(folder):
    write_set(folder, "weak", WEAK)
    put(folder, "wrong", "rounds", *ROUNDS)
    put(folder, "right", "adds", *ADDS)
    return folder


def audit_of(folder, mutate=False):
    return audit(open_course(folder), "weak", Settings(cell_seconds=20), mutate=mutate)


def kinds(folder):
    return {(finding.kind, finding.subject) for finding in audit_of(folder).findings}


@pytest.mark.parametrize(("quoted", "found"), [("assert half(5) == 2.5", True), ("half rounds", False)])
def test_a_line_of_a_hidden_test_that_a_student_would_read_is_found(quoted, found):
    said = CellResult("test-half", 3.0, 0.0, "failed", f"Look: {quoted}", "", 0.0)
    hidden = {"assert half(5) == 2.5", "assert half(7) == 3.5"}
    expected = (
        [Finding("shown", "rounds", f"test-half shows a line of a hidden test: {quoted}")] if found else []
    )
    assert list(of_shown("rounds", Result((said,), {}, 0.0, ""), hidden)) == expected
    for_instructors = replace(said, public="A check that is not shown failed.")
    assert list(of_shown("rounds", Result((for_instructors,), {}, 0.0, ""), hidden)) == []


def test_tests_that_no_wrong_answer_trips_are_named(weak):
    found = {subject for kind, subject in kinds(weak) if kind == "test"}
    assert found == {"test-double", "test-type"}


def test_marks_for_answers_that_know_nothing_are_found(weak):
    found = [finding for finding in audit_of(weak).findings if finding.kind == "nonsense"]
    assert {"zero", "nan", "empty array (0,)", "the first argument"} <= {finding.subject for finding in found}
    assert {finding.detail for finding in found} == {"earns 1 of 1 points in test-type"}
    assert "None" not in {finding.subject for finding in found}


def test_a_wrong_answer_that_earns_too_much_is_found(weak):
    put(weak, "wrong", "squares", *SQUARES)
    (found,) = [finding for finding in audit_of(weak).findings if finding.kind == "over-marked"]
    assert found.subject == "squares"
    assert found.detail == "expected 4 points, given 6: passes test-double"


def test_a_wrong_answer_that_is_expected_to_earn_everything_is_found(weak):
    put(weak, "wrong", "squares", "double", "return x ** 2", 6, [], [])
    assert ("over-marked", "squares") in kinds(weak)


def test_a_wrong_answer_that_earns_too_little_fails_elsewhere_or_lacks_its_words_is_found(weak):
    put(weak, "wrong", "little", "half", "return x // 2", 5, ["test-type"], ["half rounds"])
    put(weak, "wrong", "elsewhere", "half", "return x // 2", 3, ["test-double", "test-type"], ["half rounds"])
    put(weak, "wrong", "silent", "half", "return x // 2", 3, ["test-half"], ["a half of an odd number"])
    assert {("under-marked", "little"), ("other cells", "elsewhere"), ("feedback", "silent")} <= kinds(weak)


def test_a_right_answer_that_loses_marks_is_found(weak):
    put(weak, "right", "floors", "half", "return x // 2", 6, [], [])
    put(weak, "right", "modest", "half", "return 0.5 * x", 5, [], [])
    assert {("right answer", "floors"), ("right answer", "modest")} <= kinds(weak)


def test_a_reference_that_fails_its_own_test_is_found(weak):
    write_set(weak, "weak", WEAK.replace("half(5) == 2.5", "half(5) == 2"))
    assert ("reference", "weak") in kinds(weak)


def test_mutants_that_survive_are_shown_and_equivalent_ones_are_not(weak):
    (weak / "solutions" / "weak" / "bank" / "equivalent.yml").write_text(EQUIVALENT, encoding="utf-8")
    row = audit_of(weak, mutate=True)
    survivors = {mutant.diff for mutant in row.survivors}
    assert "-return -2 * -x\n+return -3 * -x" in survivors
    assert "-while x < 0:\n+while x <= 0:" not in survivors
    assert not any("half" in mutant.cell for mutant in row.survivors)
    assert row.equivalent == 1
    assert row.killed + row.equivalent + len(row.survivors) == row.mutants
    assert row.share == row.killed / (row.mutants - 1) < 0.95
    assert not row.passes
    assert not [finding for finding in row.findings if finding.kind == "equivalent"]


def test_right_answers_have_mutants_of_their_own(weak):
    put(weak, "right", "branches", "double", "return x + x if x < 5 else 2 * x", 6, [], [])
    row = audit_of(weak, mutate=True)
    survivors = {mutant.diff for mutant in row.survivors if mutant.answer == "branches"}
    always = "-return x + x if x < 5 else 2 * x\n+return x + x if True else 2 * x"
    assert always in survivors  # and no mistake
    assert not any("x - x if" in diff for diff in survivors)


def test_the_contract_is_held_against_the_bank(weak):
    (weak / "solutions" / "weak" / "contract.md").write_text(
        "## half\n\n| the text promises | shown by | broken alone by |\n|---|---|---|\n"
        "| a half | test-half | rounds |\n| of any number | test-half | |\n\n"
        f"| axis | shown by |\n|---|---|\n| {', '.join(AXES)} | – a number |\n",
        encoding="utf-8",
    )
    row = audit_of(weak)
    assert (row.properties, row.unproven) == (2, 1)
    assert {(f.subject, f.detail) for f in row.findings if f.kind == "contract"} == {
        ("of any number", "no wrong answer breaks it alone"),
        ("double", "contract.md has no section for this solution cell"),
        ("test-double", "no property names this test cell"),
        ("test-type", "no property names this test cell"),
    }


def test_a_mutant_that_loops_is_killed_by_the_limit(weak):
    loop = DOUBLE.replace("while x < 0:\n        return -2 * -x", "n = 0\n    while n < 9:\n        n += 1")
    write_set(weak, "weak", WEAK.replace(DOUBLE, loop))
    row = audit_of(weak, mutate=True)
    endless = {f"-n += 1\n+{text}" for text in ("pass", "n -= 1", "n = 1", "n += 0")}
    assert row.slow >= len(endless)
    assert not endless & {mutant.diff for mutant in row.survivors}


def test_entries_that_match_no_mutant_or_one_that_is_no_equivalent_are_found(weak):
    entries = EQUIVALENT.replace("x <= 0", "x << 0") + textwrap.dedent("""\
        - cell: half
          function: half
          diff: |
            -return x / 2
            +return x * 2
          reason: Wishful thinking.
        """)
    (weak / "solutions" / "weak" / "bank" / "equivalent.yml").write_text(entries, encoding="utf-8")
    found = [finding for finding in audit_of(weak, mutate=True).findings if finding.kind == "equivalent"]
    assert [finding.subject.split(",")[0] for finding in found] == ["double", "half"]
    assert "no mutant is like this entry" in found[0].detail
    assert "loses marks" in found[1].detail


@pytest.mark.parametrize(
    "text",
    [
        "- cell: a\n",
        "- {cell: a, function: 1, diff: d, reason: r}\n",
        "- {cell: a, function: f, diff: d, reason: ''}\n",
        "- [",
    ],
)
def test_a_list_that_cannot_be_read_is_named(weak, text):
    (weak / "solutions" / "weak" / "bank" / "equivalent.yml").write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=r"equivalent\.yml: expected"):
        audit_of(weak, mutate=True)


def test_sets_with_a_bank_are_audited(weak):
    assert audited(open_course(weak)) == ["weak"]
    with pytest.raises(CourseError, match="tiny has no bank"):
        audited(open_course(weak), ["tiny"])


def test_the_command_prints_tables_writes_json_and_fails(weak):
    words = ["--course", str(weak), "audit", "weak", "--no-mutants", "--json", str(weak / "audit.json")]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 1
    assert "test-double" in result.output
    (row,) = json.loads((weak / "audit.json").read_text(encoding="utf-8"))
    assert (row["name"], row["right"], row["wrong"], row["mutants"]) == ("weak", 1, 1, 0)
    assert {finding["kind"] for finding in row["findings"]} == {"test", "nonsense"}


def test_the_command_succeeds_where_nothing_is_off(weak):
    sound = TYPE_TEST.replace("is not None", "is not None and double(3) > 5")
    write_set(weak, "weak", WEAK.replace(TYPE_TEST, sound))
    put(weak, "wrong", "silent", "double", "return None", 3, ["test-double", "test-type"], ["nothing back"])
    assert CliRunner().invoke(app, ["--course", str(weak), "audit", "--no-mutants"]).exit_code == 0


def test_an_audit_goes_on_where_it_ended(weak, monkeypatch):
    kept, course = weak / "kept" / "weak.jsonl", open_course(weak)
    settings = Settings(cell_seconds=20)
    first = audit(course, "weak", settings, mutate=True, resume=kept)
    tried = kept.read_bytes().splitlines(keepends=True)
    kept.write_bytes(b"".join(tried[:-2]) + tried[-2][:20])  # it ended while it wrote the last but one

    again, calls = AnswerGrader._tried, []
    monkeypatch.setattr(AnswerGrader, "_tried", lambda *args: calls.append(args) or again(*args))
    second = audit(course, "weak", settings, mutate=True, resume=kept)
    assert len(calls) == 2
    assert replace(second, seconds=0.0) == replace(first, seconds=0.0)


def test_a_sample_is_spread_over_all_mutants(weak):
    (weak / "solutions" / "weak" / "bank" / "equivalent.yml").write_text(EQUIVALENT, encoding="utf-8")
    row = audit(open_course(weak), "weak", Settings(cell_seconds=20), sample=5)
    assert row.mutants == 5 == row.killed + row.equivalent + len(row.survivors)
    assert not [finding for finding in row.findings if finding.kind == "equivalent"]
    assert spread(list(range(10)), 5) == [0, 2, 4, 6, 8]
    assert spread([1, 2], 5) == spread([1, 2], None) == [1, 2]


def test_a_mutant_that_only_the_tests_of_another_task_notice_is_killed(weak):
    """`twice` is not looked at by its own test, only through what calls it."""
    text = (
        HEADER
        + code("twice", SOLVED.format("def twice(x):", "x + x"), solution=True)
        + test_cell("test-twice", "assert callable(twice)\n", 1)
        + code("four", SOLVED.format("def four(x):", "twice(twice(x))"), solution=True)
        + test_cell("test-four", "assert four(3) == 12\n", 1)
    )
    write_set(weak, "weak", text)
    for path in (weak / "solutions" / "weak" / "bank").rglob("*.py"):
        path.unlink()
    row = audit_of(weak, mutate=True)
    assert row.mutants == row.killed > 5


def test_more_workers_than_processors_find_the_same(weak):
    """Each excerpt of the notebook has a judge server of its own, more than are kept at a time."""
    for number in range(6):
        put(weak, "right", f"adds_{number}", *ADDS)
        put(weak, "wrong", f"rounds_{number}", *ROUNDS)

    def found(workers):
        result = audit(open_course(weak), "weak", Settings(cell_seconds=20), workers=workers, mutate=True)
        return replace(result, seconds=0.0)

    assert found(8) == found(1)
