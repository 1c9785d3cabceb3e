"""Feedback pages: what a student sees, and what not."""

import html
import json
import re
from html.parser import HTMLParser

import pytest
from rows import mark_by_hand
from tiny_course import RIGHT, WRONG, answer, hand_in, plain_grader

from autograder.course.errors import CourseError
from autograder.course.nbgrader_compat import convert
from autograder.grading.run import grade
from autograder.records import Settings
from autograder.report.feedback import HideHiddenTests, feedback
from autograder.report.formulas import mathml
from autograder.report.prose import safe_markdown
from autograder.report.sanitize import safe_html

PICTURE = "data:image/png;base64,iVBORw0KGgo="


@pytest.fixture
def graded(released):
    hand_in(released, "anna", answer(released, RIGHT))
    hand_in(released, "bert", answer(released, WRONG))
    grade(released, "tiny", Settings(), grader=plain_grader)
    return released


def page(course, student: str) -> str:
    feedback(course, "tiny")
    return (course.path("feedback", "tiny", student) / "tiny.html").read_text(encoding="utf-8")


class Addresses(HTMLParser):
    """Everything that a page would load."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        loads = {"src", "srcset", "data", "poster"} | ({"href"} if tag == "link" else set())
        self.found += [value for name, value in attrs if name in loads]


def test_each_student_gets_a_page(graded):
    pages = feedback(graded, "tiny")
    assert [path.parts[-3:] for path in pages] == [(s, "tiny", "tiny.html") for s in ("anna", "bert")]


def test_marks_and_messages_stand_on_the_page(graded):
    text = page(graded, "bert")
    assert "<strong>0</strong> of 5 points" in text
    assert text.count("square fails for a negative number") == 2
    assert "<strong>5</strong> of 5 points" in page(graded, "anna")


@pytest.mark.parametrize("student", ["anna", "bert"])
def test_no_hidden_test_is_shown(graded, student):
    text = re.sub(r"<[^>]+>", "", page(graded, student))
    assert "square(3)" in text
    for secret in ("square(-7)", "half(5)", "BEGIN HIDDEN"):
        assert secret not in text


def test_the_page_loads_nothing_and_runs_nothing(graded):
    text = page(graded, "bert")
    addresses = Addresses()
    addresses.feed(text)
    assert addresses.found == []
    assert "<script" not in text
    assert "@import" not in text
    assert "url(" not in text


def test_marks_and_comments_of_a_person_are_shown(graded):
    mark_by_hand(graded, "bert", "test-half", 3, 0)
    text = page(graded, "bert")
    assert "<strong>3</strong> of 5 points" in text
    assert "Nearly." in text
    assert "half rounds" not in text


def test_the_page_can_be_made_of_what_nbgrader_graded(graded):
    from shutil import rmtree

    rmtree(graded.root / ".autograder")
    assert "AssertionError: half rounds" in page(graded, "bert")


def test_nbgraders_own_command_can_hide_the_hidden_tests_too(graded):
    from nbconvert.exporters import HTMLExporter
    from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
    from nbgrader.converters import GenerateFeedback
    from nbgrader.preprocessors import GetGrades

    steps = [GetGrades, HideHiddenTests, CSSHTMLHeaderPreprocessor]
    directory = graded.directory("tiny")
    convert(graded, GenerateFeedback, directory, preprocessors=steps, exporter_class=HTMLExporter)
    text = (graded.path("feedback", "tiny", "bert") / "tiny.html").read_text(encoding="utf-8")
    assert "-7" not in re.sub(r"<style.*?</style>|<[^>]+>", "", text, flags=re.DOTALL)


def test_what_nbgrader_asks_for_to_release_pages_lies_beside_them(graded, tmp_path):
    handed_in = graded.path("submitted", "tiny", "anna")
    (handed_in / "timestamp.txt").write_text("2026-01-30 12:00:00 UTC")
    (tmp_path / "elsewhere").write_text("not the student's")
    (handed_in / "submission_secret.txt").symlink_to(tmp_path / "elsewhere")
    feedback(graded, "tiny")
    files = {path.name for path in graded.path("feedback", "tiny", "anna").iterdir()}
    assert files == {"tiny.html", "timestamp.txt"}
    (handed_in / "submission_secret.txt").unlink()
    (handed_in / "submission_secret.txt").write_text("secret")
    feedback(graded, "tiny")
    assert (graded.path("feedback", "tiny", "anna") / "submission_secret.txt").read_text() == "secret"


def test_feedback_before_grading_is_refused(released):
    with pytest.raises(CourseError, match="no graded submission"):
        feedback(released, "tiny")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        "<iframe src='https://example.org'></iframe>",
        "<style>body { display: none }</style>",
        "<svg><script>alert(1)</script></svg>",
        '<img src="https://example.org/spy.png">',
        r"$\text{<script>alert(1)</script>}$",
        "$`<img src=x onerror=alert(1)>`$",
        "<img alt='>' src='https://example.org/spy.png'>",
        "<IMG SRC=//example.org/spy.png>",
        r"<img src='\\example.org/spy.png'>",
        "<img src=' &#9;//example.org/spy.png'>",
        "<img src='%2e%2e/%2e%2e/example.org'>",
        '<a href="java&#10;script:alert(1)">x</a>',
        '<a href="data:text/html,<script>alert(1)</script>">x</a>',
        r"$\href{javascript:alert(1)}{x}$",
        r"$\style{background:url(//example.org)}{x}$",
        "<form action='https://example.org'><input></form>",
    ],
)
@pytest.mark.parametrize("made_safe", [safe_html, safe_markdown])
def test_what_a_student_writes_cannot_act(made_safe, text):
    made = made_safe(text)
    assert not re.search(r"<(script|iframe|style|svg|form|input)\b", made)
    assert not re.search(r"<[^>]*(onerror|script:|data:text|example\.org)", made)


@pytest.mark.parametrize("address", ["photo.jpg", "./figures/my photo (1).png", "figures/a%20b.png"])
def test_a_picture_beside_the_page_keeps_its_address(address):
    assert f'src="{address}"' in safe_html(f'<img src="{address}">')


@pytest.mark.parametrize(
    "address", ["/photo.jpg", "../anna/photo.jpg", "a/../../b.png", "file:///a.png", "?q"]
)
def test_a_picture_elsewhere_does_not(address):
    made = safe_html(f'<img src="{address}" alt="mine">')
    assert made == '<img alt="mine">'


def test_an_element_that_a_page_may_not_have_stands_there_as_text():
    assert (
        safe_html("a vector<int> of <Dense> layers, x<y")
        == "a vector&lt;int&gt; of &lt;Dense&gt; layers, x&lt;y"
    )


@pytest.mark.parametrize("text", ["<div>" * 10_000, "<b id=1>" * 10_000, "<div><p><i>" * 30_000])
def test_elements_without_end_in_each_other_become_text(text):
    """A parser's work grows with the depth at each tag; so deep a page is no page."""
    assert safe_html(text) == html.escape(text)


def test_a_large_table_stays_one():
    row = "<tr>" + "<td>1</td>" * 20 + "</tr>"
    made = safe_html(f"<table><tbody>{row * 2000}</tbody></table>")
    assert made.count("<td>") == 40_000


def test_a_deep_text_that_browsers_still_show_stays():
    assert safe_html("<div>" * 500 + "x" + "</div>" * 500).count("<div>") == 500


def test_what_a_student_writes_is_kept():
    text = f"**bold** `code` <details><summary>s</summary>d</details>\n\n![p]({PICTURE})"
    made = safe_markdown(text)
    for part in ("<strong>bold</strong>", "<code>code</code>", "<details>", f'src="{PICTURE}"'):
        assert part in made


def test_formulas_without_the_converter_stand_as_they_are_written(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "latex2mathml.converter", None)
    assert mathml(r"a < \eta", False) == r"<code>a &lt; \eta</code>"


def test_formulas_become_mathml_and_keep_their_numbers():
    pytest.importorskip("latex2mathml", reason="without latex2mathml formulas stand as they are written")
    made = safe_markdown("$$\\frac{1}{2} \\tag{7}$$\n\nand $x_1$, `$y$`, costs $3 and $4")
    assert made.count("<math") == 2
    assert "<mfrac>" in made
    assert "(7)" in made
    assert "<code>$y$</code>" in made


def test_a_picture_attached_to_an_answer_is_part_of_the_page(graded):
    path = graded.path("autograded", "tiny", "anna") / "tiny.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = "![mine](attachment:p.png)"
    notebook["cells"][0]["attachments"] = {"p.png": {"image/png": "iVBORw0KGgo="}}
    path.chmod(0o644)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert f'src="{PICTURE}"' in page(graded, "anna")
