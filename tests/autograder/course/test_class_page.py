"""The page about the class: its numbers, its mistakes by the bank, its tests, and that nothing on it runs."""

import html
import re
from dataclasses import replace

import numpy as np
import pytest
from tiny_course import HALF, HEADER, RIGHT, SOURCE, WRONG, answer, code, hand_in, plain_grader, test_cell
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.notebooks import read_cells
from autograder.course.tasks import tasks_in, tasks_of
from autograder.grading.run import grade
from autograder.records import Settings
from autograder.report.class_page import page
from autograder.report.class_page.facts import facts, spread
from autograder.report.class_page.items import correlation, items
from autograder.report.class_page.mistakes import Fault, mistakes
from autograder.report.class_page.similarity import similar, tokens
from autograder.report.class_page.term import term
from autograder.report.marks import GradedSubmission, Mark, submissions_of

NASTY = "<script>alert(1)</script>"


@pytest.fixture
def klass(released):
    """Three right, two with both mistakes, one with one of them and a name that is markup; one absent."""
    one = {"square": WRONG["square"], "half": RIGHT["half"]}
    people = {"a": RIGHT, "b": RIGHT, "c": RIGHT, "d": WRONG, "e": WRONG, "f": one}
    for student, cells in people.items():
        hand_in(released, student, answer(released, cells))
    grade(released, "tiny", Settings(jail="none"), grader=plain_grader)
    with released.gradebook() as gradebook:
        gradebook.update_or_create_student("f", first_name=NASTY, last_name="Ray")
        gradebook.update_or_create_student("g", last_name="Day")
    return released


def a_class(rows: dict[str, list[float | None]], points: float = 1.0) -> list[GradedSubmission]:
    """Submissions with these scores in the cells t0, t1, …"""
    return [
        GradedSubmission(
            student,
            tuple(
                Mark(
                    student,
                    "book",
                    f"t{i}",
                    score,
                    points,
                    "manual" if score is None else "passed",
                    "",
                    False,
                )
                for i, score in enumerate(scores)
            ),
            sum(score or 0.0 for score in scores),
            points * len(scores),
            0.0,
            "",
        )
        for student, scores in rows.items()
    ]


def test_the_numbers_are_those_of_the_class(klass):
    found = facts(klass, "tiny")
    assert [each.student for each in found.submissions] == ["a", "b", "c", "f", "d", "e"]
    assert found.absent == ("g",)
    assert found.spread is not None
    assert found.spread.mean == pytest.approx((3 * 5 + 3) / 6)
    assert (found.spread.least, found.spread.most, found.spread.median) == (0, 5, 4)
    assert [(row.task.title, row.share) for row in found.tasks] == [("square", 0.5), ("half", 4 / 6)]
    assert len(found.seconds) in (0, 6)


def test_mistakes_are_named_by_the_bank_and_counted(klass):
    bank = [Fault("The sign is lost.", frozenset({"test-square"})), Fault("Other.", frozenset({"x"}))]
    found = mistakes(submissions_of(klass, "tiny"), tasks_of(klass, "tiny"), bank)
    assert [(m.task.title, m.students, m.faults) for m in found] == [
        ("square", ("d", "e", "f"), ("The sign is lost.",)),
        ("half", ("d", "e"), ()),
    ]
    assert "square fails for a negative number" in found[0].message


def test_a_pattern_is_no_fault_that_fails_more(klass):
    bank = [Fault("Both.", frozenset({"test-square", "test-half"}))]
    assert all(m.faults == () for m in mistakes(submissions_of(klass, "tiny"), tasks_of(klass, "tiny"), bank))


def test_a_test_that_tells_and_one_that_misleads():
    rows = {f"s{i}": [*[float(i >= 4)] * 3, float(i < 4), 1.0] for i in range(8)}
    good, same, _, bad, constant = items(a_class(rows))
    assert good.discrimination == pytest.approx(1)
    assert constant.discrimination is None
    assert good.share == 0.5
    assert constant.share == 1
    assert bad.discrimination == pytest.approx(-1)
    assert same == replace(good, cell="t1")


def test_the_correlation_is_that_of_the_other_tests():
    rng = np.random.default_rng(5)
    scores = rng.integers(0, 2, (30, 6)).astype(float)
    rows = {f"s{i}": list(map(float, row)) for i, row in enumerate(scores)}
    for index, item in enumerate(items(a_class(rows))):
        others = scores.sum(axis=1) - scores[:, index]
        assert item.discrimination == pytest.approx(np.corrcoef(scores[:, index], others)[0, 1])


def test_what_waits_counts_neither_way():
    rows = {f"s{i}": [1.0, None] for i in range(3)}
    first, second = items(a_class(rows))
    assert (second.share, second.open, second.full, second.none) == (None, 3, 0, 0)
    assert first.share == 1
    assert correlation(np.array([1.0, np.nan, 0.0]), np.array([1.0, 2.0, 3.0])) is None


def test_a_spread_has_closed_forms():
    found = spread([1.0, 2.0, 3.0, 4.0])
    assert found is not None
    assert (found.mean, found.median) == (2.5, 2.5)
    assert found.deviation == pytest.approx(1.25**0.5)
    assert spread([]) is None


LONG = (
    "def f(values):\n    total = 0\n"
    + "".join(f"    total += values[{i}] * {i}\n" for i in range(20))
    + "    return total\n"
)
OTHER = "def f(v):\n" + "".join(f"    if v > {i}:\n        print('{i}', v - {i})\n" for i in range(15))


def test_renamed_copies_stand_out_and_different_answers_do_not():
    renamed = (
        LONG.replace("total", "summe")
        .replace("values", "werte")
        .replace("    summe = 0\n", "    # mine\n    summe = 0\n")
    )
    answers = {"a": {"f": LONG}, "b": {"f": renamed}, "c": {"f": OTHER}}
    pairs = similar(answers, {"f": "def f(x):\n    raise NotImplementedError()\n"})
    assert [(pair.one, pair.other, pair.likeness) for pair in pairs] == [("a", "b", 1.0)]
    assert pairs[0].answers == (("f", LONG, renamed),)


def test_what_was_given_and_what_is_short_is_not_compared():
    assert similar({s: {"f": LONG} for s in "abc"}, {"f": LONG}) == []
    assert similar({s: {"f": "def f(x):\n    return x\n"} for s in "abc"}, {}) == []
    assert tokens("x = 'a'  # note\n") == tokens("\n\nlonger = 'a'\n")
    assert tokens("no ( code") == ["no", "(", "code"]


def test_the_page_holds_no_markup_of_a_student(klass):
    path = klass.path("autograded", "tiny", "d") / "tiny.ipynb"
    path.chmod(0o644)
    path.write_text(path.read_text("utf-8").replace("abs(x) * x", f"abs(x) * x  # {NASTY}"), "utf-8")
    made = page.of_set(facts(klass, "tiny"))
    assert "<script" not in made
    assert html.escape(NASTY) in made
    assert "default-src &#39;none&#39;" in made
    assert not re.search(r'(?:src|href)="(?!#|data:)', made)
    assert not re.search(r" style=", made)


def test_everybody_and_every_test_stands_in_the_map(klass):
    made = page.of_set(facts(klass, "tiny"))
    rows = re.findall(
        r'<tr><th scope="row">(\w).*?</tr>', made.split('id="map"')[1].split("</table>")[0], re.S
    )
    assert rows == ["a", "b", "c", "f", "d", "e"]
    assert made.count('class="q ') == 6 * 2
    assert "●" in made
    assert "○" in made
    ids = re.findall(r' id="([^"]+)"', made)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', made)) <= set(ids)


def test_a_class_without_marks_has_a_page_too(released):
    hand_in(released, "a", "{")
    grade(released, "tiny", Settings(jail="none"), grader=plain_grader)
    found = facts(released, "tiny")
    assert "could not be graded" in page.of_set(found)


def test_the_term_has_all_sets_that_were_graded(klass):
    found = term(klass)
    assert [row.name for row in found.sets] == ["tiny"]
    assert found.sets[0].percent == pytest.approx(60)
    assert {row.student: row.scores for row in found.students}["g"] == (None,)
    made = page.of_term(found)
    assert "5 / 5" in made
    assert "<script" not in made


def test_the_commands_write_the_pages(klass, tmp_path):
    command = ["--course", str(klass.root.parent), "report"]
    target = tmp_path / "class.html"
    assert CliRunner().invoke(app, [*command, "tiny", "--html", "--file", str(target)]).exit_code == 0
    assert "tiny: the class" in target.read_text("utf-8")
    assert CliRunner().invoke(app, [*command, "--all", "--file", str(target)]).exit_code == 0
    assert "The term" in target.read_text("utf-8")
    for words in ([], ["tiny", "--all"]):
        refused = CliRunner().invoke(app, [*command, *words])
        assert refused.exit_code == 2
        assert "--all" in refused.output


TASKS = (
    HEADER
    + "\n## Task 1: Halves (3 points)\n\nSee [the section](https://example.org/book#halves).\n"
    + code("half", HALF, solution=True)
    + test_cell("test-half", "# 2 points: the values for even numbers.\nassert half(8) == 4\n", 2)
    + test_cell("test-more", "assert half(8) == 4\n", 1)
    + "\n### A hint\n\n## Task 2\n"
    + code("square", "def square(x):\n    return x\n", solution=True)
    + test_cell("test-square", "# signs\nassert square(1)\n", 1)
)


def test_tasks_are_headed_as_the_text_heads_them(folder):
    from tiny_course import write_set

    from autograder.course.source import read

    path = write_set(folder, "two", TASKS)
    import json

    cells = read_cells(json.dumps(read(path)).encode())
    one, two = tasks_in(cells, "two", {"square": "https://example.org/two"}, "two")
    assert (one.title, one.cells, one.answers) == ("Task 1: Halves", ["test-half", "test-more"], ["half"])
    assert one.about == {"test-half": "the values for even numbers"}
    assert (one.link, two.link) == ("https://example.org/book#halves", "https://example.org/two")
    assert (two.title, two.about) == ("Task 2", {"test-square": "signs"})
    assert [
        task.title
        for task in tasks_in(
            read_cells(json.dumps(read(write_set(folder, "no", SOURCE))).encode()), "no", {}, "no"
        )
    ] == ["square", "half"]
