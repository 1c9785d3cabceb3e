"""The page about a class of 300 in a real browser: by day and night, by keyboard, asking nobody."""

from importlib import resources

import numpy as np
import pytest

from autograder.course.tasks import Task
from autograder.report.class_page import page
from autograder.report.class_page.facts import ClassFacts, TaskMark, spread
from autograder.report.class_page.items import items
from autograder.report.class_page.mistakes import Fault, mistakes
from autograder.report.class_page.similarity import Pair
from autograder.report.class_page.term import SetRow, StudentRow, TermFacts
from autograder.report.marks import GradedSubmission, Mark

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
STUDENTS, TESTS = 300, 26


def a_class() -> ClassFacts:
    """300 students and 26 tests of 6 tasks, drawn."""
    rng = np.random.default_rng(3)
    tasks = [
        Task(
            f"Task {i}: Something with a name",
            "ps",
            [f"test-{i}-{j}" for j in range(5 if i < 2 else 4)],
            [f"f{i}"],
        )
        for i in range(6)
    ]
    cells = [cell for task in tasks for cell in task.cells]
    submissions = []
    for number, skill in enumerate(rng.uniform(0.2, 1.0, STUDENTS)):
        scores = (rng.uniform(size=TESTS) < skill).astype(float)
        marks = tuple(
            Mark(f"user{number}", "ps", cell, float(score), 1.0, "passed", "says what is wrong", False)
            for cell, score in zip(cells, scores, strict=True)
        )
        submissions.append(
            GradedSubmission(f"user{number}", marks, float(scores.sum()), float(TESTS), 0.0, "")
        )
    submissions.sort(key=lambda each: -each.final)
    found = mistakes(submissions, tasks, [Fault("A known mistake.", frozenset({"test-0-0"}))])[:15]
    return ClassFacts(
        "ps",
        float(TESTS),
        tuple(submissions),
        (),
        ("absent",),
        {each.student: "Ann Ray" for each in submissions},
        spread([each.final for each in submissions]),
        tuple(TaskMark(task, float(len(task.cells)), 0.5, 1) for task in tasks),
        tuple(items(submissions)),
        tuple(found),
        {(mistake.example, "f0"): "def f(x):\n    return x\n" * 30 for mistake in found},
        {each.student: 0.5 for each in submissions},
        {"test-0-0": 7},
        (Pair("user1", "user2", 0.97, (("f0", "x = 1\n" * 40, "y = 1\n" * 40),)),),
    )


def the_term() -> TermFacts:
    rows = tuple(SetRow(f"ps{i}", 20.0, 280, 2, 3, spread([5.0, 10.0, 20.0])) for i in range(7))
    students = tuple(
        StudentRow(f"user{i}", "Ann Ray", (10.0, None, 20.0, 0.0, 5.0, 15.0, 20.0), 70.0, 140.0)
        for i in range(STUDENTS)
    )
    return TermFacts(rows, students)


PAGES = {"set": lambda: page.of_set(a_class()), "term": lambda: page.of_term(the_term())}


@pytest.fixture(scope="module", params=PAGES)
def file(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("class") / f"{request.param}.html"
    path.write_text(PAGES[request.param](), encoding="utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_is_asked_for(browser, file, scheme, width):
    # The policy of the page lets no script run, axe's neither.
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    asked, told = [], []
    tab = context.new_page()
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: told.append(message.text))
    tab.goto(file.as_uri(), wait_until="load")
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tab.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true; })")
    tab.add_script_tag(content=AXE)
    found = tab.evaluate("async () => (await axe.run()).violations.map(v => v.id + ': ' + v.nodes[0].html)")
    context.close()
    assert found == []
    assert asked == [file.as_uri()]
    assert told == []


def test_the_map_can_be_scrolled_by_keyboard(browser, file):
    context = browser.new_context(viewport={"width": 600, "height": 700})
    tab = context.new_page()
    tab.goto(file.as_uri(), wait_until="load")
    region = tab.locator(".scroll:has(.map)")
    region.focus()
    tab.keyboard.press("End")
    tab.wait_for_function("() => document.querySelector('.scroll:has(.map)').scrollTop > 0")
    context.close()
