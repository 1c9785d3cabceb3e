"""No word of a hidden test reaches a student: not by its own text, nor by what it makes others say.

Each way of saying something is a task of one set. Hidden lines hold a word that stands nowhere else; the
reference passes, and the student's answer makes the hidden lines fail.
"""

import copy
import html
import json
import re
from dataclasses import replace

import pytest
from tiny_course import CONFIG, HEADER, answer, code, hand_in, test_cell, write_set

from autograder.course.folders import open_course
from autograder.course.nbgrader_compat import quick_nbformat
from autograder.grading.check import check
from autograder.grading.run import grade
from autograder.records import Settings
from autograder.report.feedback import feedback
from autograder.report.marks import submissions_of

with quick_nbformat():
    from autograder.course.release import release

PRINTS = "print('I got', x)"
WAYS = {
    # name: (what the student's function does where it is not asked for 1, hidden lines, visible lines behind)
    "literal": ("", "assert f(1) == 'SECRET'", ""),
    "message": ("", "assert False, 'SECRET words'", ""),
    "f-string": ("", "word = 'SECRET'\nassert False, f'not {word}'", ""),
    "raises": ("", "raise ValueError('SECRET')", ""),
    "note": ("", "error = AssertionError()\nerror.add_note('SECRET')\nraise error", ""),
    "chained": (
        "",
        "try:\n    {}['SECRET']\nexcept KeyError as error:\n    raise AssertionError from error",
        "",
    ),
    "unknown name": ("", "SECRET(1)", ""),
    "unittest": ("", "import unittest\nunittest.TestCase().assertEqual(f(1), 'SECRET')", ""),
    "unittest in words": ("", "import unittest\nunittest.TestCase().assertEqual(1, 2, 'SECRET words')", ""),
    "unittest of a dict": ("", "import unittest\nunittest.TestCase().assertDictEqual({}, {'SECRET': 1})", ""),
    "unittest fails": ("", "import unittest\nunittest.TestCase().fail('SECRET')", ""),
    "numpy": ("", "import numpy\nnumpy.testing.assert_allclose(f(1), NUMBER)", ""),
    "numpy in words": ("", "import numpy\nnumpy.testing.assert_equal(f(1), NUMBER, 'SECRET words')", ""),
    "numpy tolerance": ("", "import numpy\nnumpy.testing.assert_allclose(1.0, 2.0, rtol=0.0NUMBER)", ""),
    "prints": ("", "print('SECRET')\nassert False", ""),
    "prints to stderr": ("", "import sys\nprint('SECRET', file=sys.stderr)\nassert False", ""),
    "logs": ("", "import logging\nlogging.error('SECRET')\nassert False", ""),
    "shows": ("", "from IPython.display import display\ndisplay('SECRET')\nassert False", ""),
    "last value": ("", "'SECRET'", ""),
    "warns": ("", "import warnings\nwarnings.warn('SECRET')\nassert False", ""),
    "printed argument": (PRINTS, "f('SECRET')\nassert False", ""),
    "printed number": (PRINTS, "f(NUMBER)\nassert False", ""),
    "printed argument of a right answer": (PRINTS, "f('SECRET')", ""),
    "argument on stderr": ("import sys; sys.stderr.write(x)", "f('SECRET')\nassert False", ""),
    "argument in a warning": ("import warnings; warnings.warn(x)", "f('SECRET')\nassert False", ""),
    "raised argument": ("raise ValueError(x)", "f('SECRET')", ""),
    "raised number": ("raise ValueError(f'no {x} here')", "f(NUMBER)", ""),
    "missing key": ("{}[x]", "f('SECRET')", ""),
    "index": ("[][x]", "f('SECRET')", ""),
    "conversion": ("int(x)", "f('SECRET')", ""),
    "attribute": ("getattr(x, x)", "f('SECRET')", ""),
    "name of a class": ("raise type(x, (Exception,), {})", "f('SECRET')", ""),
    "exits with it": ("raise SystemExit(x)", "f('SECRET')", ""),
    "exits as it": ("raise type(x, (BaseException,), {})", "f('SECRET')", ""),
    "object of a class": ("return type(x, (), {})()", "assert f('SECRET') == 1", ""),
    "name of a function": (
        "def g():\n        raise ValueError\n    g.__name__ = x\n    return g",
        "f('SECRET')()",
        "",
    ),
    "keyword": ("", "f(SECRET=1)", ""),
    "further argument": ("", "f(1, 'SECRET')", ""),
    "key of the result": ("return {}", "f(2)['SECRET']", ""),
    "attribute of the result": ("return 0.5", "f(2).SECRET", ""),
    "number of values": ("return 1, 2", "(" + "a, " * 883 + ") = f(2)", ""),
    "callback": ("x()", "def call():\n    raise ValueError('SECRET')\nf(call)", ""),
    "own helper": ("", "def check(y):\n    assert y, 'SECRET'\ncheck(f(1))", ""),
    "helper for the lines behind": ("", "def HELPER(y):\n    assert y, 'SECRET'", "HELPER(f(1))"),
    "helper that prints": ("", "def HELPER(y):\n    print('SECRET')", "HELPER(f(1))\nassert f(1)"),
    "constant for unittest": (
        "",
        "import unittest\nEXPECTED = 'SECRET'",
        "unittest.TestCase().assertEqual(f(1), EXPECTED)",
    ),
    "cases for unittest": (
        "",
        "import unittest\nclass Cases(unittest.TestCase):\n"
        "    def test_it(self):\n        self.assertEqual(0, 'SECRET')",
        "done = unittest.TextTestRunner().run(Cases('test_it'))\nassert done.wasSuccessful()",
    ),
    "helper of another cell": ("", "ELSEWHERE(f(1))", ""),
}
WORDS = ("message", "f-string", "raises", "own helper", "unittest in words", "numpy in words")
"""Ways in which a test says something of its own."""
VALUES = ("literal", "unittest", "unittest of a dict", "numpy", "note", "prints", "printed argument")
"""Ways in which something else does."""
ELSEWHERE = "def ELSEWHERE(y):\n    assert y, 'SECRET'"


def secret(number: int) -> str:
    return f"zqx{number}wvk"


def number_of(number: int) -> str:
    return str(731_000 + number)


def hidden(lines: str) -> str:
    return f"### BEGIN HIDDEN TESTS\n{lines}\n### END HIDDEN TESTS\n"


def guarded(lines: str) -> str:
    """Lines that run where the answer is the student's: the reference returns 1."""
    return "if not f(1):\n" + "\n".join(f"    {line}" for line in lines.split("\n"))


def filled(text: str, number: int) -> str:
    text = re.sub(r"\bf\(", f"f{number}(", text)
    for word in ("HELPER", "EXPECTED", "Cases"):
        text = text.replace(word, f"{word.lower()}{number}")
    return text.replace("SECRET", secret(number)).replace("NUMBER", number_of(number))


def task(number: int, way: str) -> str:
    _, lines, behind = WAYS[way]
    solution = f"def f{number}(x):\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n"
    test = f"assert f{number} is not None\n" + hidden(filled(guarded(lines), number))
    if behind:
        test += filled(guarded(behind), number) + "\n"
    return code(f"answer-{number}", solution, solution=True) + test_cell(f"test-{number}", test, 1)


def of_student(number: int, way: str) -> str:
    body = WAYS[way][0] or "pass"
    return f"def f{number}(x):\n    if type(x) is int and x == 1:\n        return 0\n    {body}\n"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course in which every way of saying something was tried, with the pages written."""
    folder = tmp_path_factory.mktemp("hidden")
    config = "\n".join(line for line in CONFIG.split("\n") if "show_hidden" not in line)
    (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")
    elsewhere = test_cell("test-elsewhere", hidden(ELSEWHERE.replace("SECRET", secret(999))), 1)
    tasks = [task(number, way) for number, way in enumerate(WAYS)]
    write_set(folder, "tiny", HEADER + elsewhere + "".join(tasks))
    made = open_course(folder)
    release(made, "tiny")
    cells = {f"answer-{number}": of_student(number, way) for number, way in enumerate(WAYS)}
    hand_in(made, "anna", answer(made, cells))
    grade(made, "tiny", Settings())
    feedback(made, "tiny")
    return made


def sections(course) -> dict[str, str]:
    """What the student reads about each test cell: its line in the table, and its section."""
    text = (course.path("feedback", "tiny", "anna") / "tiny.html").read_text(encoding="utf-8")
    found = {}
    for cell, section in re.findall(
        r'<section class="test \w+" id="cell-([\w-]+)">(.*?)</section>', text, re.DOTALL
    ):
        row = re.search(rf'<tr>\s*<td><a href="#cell-{cell}">.*?</tr>', text, re.DOTALL)
        found[cell] = html.unescape(re.sub(r"<[^>]+>", "", section + row[0]))
    return found


@pytest.fixture(scope="module")
def shown(course):
    return sections(course)


@pytest.mark.parametrize(("number", "way"), list(enumerate(WAYS)), ids=list(WAYS))
def test_nothing_of_a_hidden_test_is_on_the_page(shown, number, way):
    text = shown[f"test-{number}"]
    for word in (secret(number), number_of(number), secret(999), "883"):
        assert word.lower() not in text.lower()


def test_no_secret_stands_anywhere_on_the_page_in_the_released_notebook_or_in_check(course):
    words = {secret(999), *(word for i in range(len(WAYS)) for word in (secret(i), number_of(i)))}
    page = course.path("feedback", "tiny", "anna") / "tiny.html"
    released = course.path("release", "tiny") / "tiny.ipynb"
    submitted = course.path("submitted", "tiny", "anna") / "tiny.ipynb"
    checked = json.dumps([vars(cell) for cell in check(submitted).cells])
    for text in (page.read_text("utf-8"), released.read_text("utf-8"), checked):
        assert not [word for word in words if word in text]


def test_the_instructor_can_read_what_failed(course):
    (submission,) = submissions_of(course, "tiny")
    told = {mark.cell: mark for mark in submission.marks}
    ways = list(WAYS)
    for way in ("message", "raised argument", "numpy in words", "unittest in words"):
        number = ways.index(way)
        assert secret(number) in told[f"test-{number}"].message
    notebook = (course.path("autograded", "tiny", "anna") / "tiny.ipynb").read_text(encoding="utf-8")
    assert secret(ways.index("printed argument")) in notebook


def with_options(course, **options):
    config = copy.deepcopy(course.config)
    config.Autograder.update(options)
    changed = replace(course, config=config)
    feedback(changed, "tiny")
    return sections(changed)


def test_a_course_may_show_the_words_of_hidden_tests_but_not_their_lines_and_values(course):
    shown = with_options(course, show_hidden_messages=True)
    for number, way in enumerate(WAYS):
        if way in WORDS:
            assert secret(number) in shown[f"test-{number}"], way
        elif way in VALUES:
            assert secret(number) not in shown[f"test-{number}"], way
            assert number_of(number) not in shown[f"test-{number}"], way


def test_a_course_may_show_what_is_printed_while_hidden_tests_run(course):
    shown = with_options(course, show_hidden_output=True)
    number = list(WAYS).index("printed argument")
    assert f"I got {secret(number)}" in shown[f"test-{number}"]


def test_what_helps_is_shown_though_the_test_is_hidden(shown):
    ways = list(WAYS)
    assert "`" not in shown["test-0"]
    assert "A check that is not shown failed." in shown[f"test-{ways.index('literal')}"]
    raised = shown[f"test-{ways.index('raised argument')}"]
    assert f"f{ways.index('raised argument')} raised ValueError (" in raised
    assert "raise ValueError(x)" in raised
    assert "The hidden tests of this cell ran here" in raised
