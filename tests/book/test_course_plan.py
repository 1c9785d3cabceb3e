"""The plan of the course against the problem sets: their points, their times, their banks."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLAN = (ROOT / "book" / "course_plan.md").read_text("utf-8")
SETS = sorted(path.name for path in (ROOT / "solutions").glob("ps*"))


@pytest.mark.parametrize("name", SETS)
def test_the_plan_has_each_set_with_its_points_and_its_time(name):
    source = (ROOT / "solutions" / name / f"{name}.md").read_text("utf-8")
    points, time = re.search(r"^\*\*(\d+) points · about ([^·*]+?) ·", source, re.M).groups()
    assert re.search(rf"\| {name} \| {points} \| {time} \|", PLAN)


def test_wrong_answers_that_the_plan_names_are_in_the_banks():
    rows = re.findall(r"^\|[^|]*\| (ps\d)([^|]*)\|", PLAN, re.M)
    named = [(number, answer) for number, cell in rows for answer in re.findall(r"`(\w+)`", cell)]
    assert len(named) > 15
    for number, answer in named:
        (folder,) = (ROOT / "solutions").glob(f"{number}-*/bank/wrong")
        assert list(folder.glob(f"{answer}.*")), f"{number}: {answer}"
