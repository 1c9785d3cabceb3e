"""Pages of odd submissions: odd names, lost pictures, large outputs, and pages that fail."""

import pytest
from payloads import displayed, output_cell, text_cell
from tiny_course import RIGHT, WRONG, answer, hand_in, page_of, plain_grader

from autograder.course.errors import CourseError
from autograder.grading.run import grade
from autograder.records import Settings
from autograder.report import feedback as feedback_module
from autograder.report import page, prose, sanitize
from autograder.report.feedback import feedback

NAMES = [
    "[anna]",
    "a*b?",
    "Jörg Müller",
    "line\nbreak",
    "=1+1",
    "x" * 200,
    "'\"<b>",
    "李雷",
    "a.b-c_d",
    "[!x]",
]


def graded(course, **students):
    for student, cells in students.items():
        hand_in(course, student, answer(course, cells))
    grade(course, "tiny", Settings(), grader=plain_grader)
    return course


def test_every_student_gets_a_page_whatever_the_name(released):
    graded(released, **dict.fromkeys(NAMES, RIGHT))
    assert {path.parent.parent.name for path in feedback(released, "tiny")} == set(NAMES)


def test_a_page_that_a_student_hands_in_is_no_feedback(released):
    target = hand_in(released, "anna", answer(released, RIGHT))
    (target / "index.html").write_text("<script>alert(1)</script>", encoding="utf-8")
    (target / "tiny.html").write_text("20 of 20", encoding="utf-8")
    graded(released)
    (written,) = feedback(released, "tiny")
    assert written.name == "tiny.html"
    assert "<strong>5</strong> of 5 points" in written.read_text(encoding="utf-8")
    assert [path.name for path in written.parent.iterdir()] == ["tiny.html"]


def test_a_page_that_fails_names_its_student_and_no_other_is_missing(released, monkeypatch):
    graded(released, anna=RIGHT, bert=WRONG, cleo=RIGHT)
    feedback(released, "tiny")
    made = page.page

    def failing(content):
        if content.student == "bert":
            raise StopIteration
        return made(content)

    monkeypatch.setattr(page, "page", failing)
    told = []
    pages = feedback(released, "tiny", lambda student, reason: told.append((student, reason)))
    assert [path.parts[-3] for path in pages] == ["anna", "cleo"]
    assert told == [("bert", "StopIteration")]
    assert not list(released.path("feedback", "tiny", "bert").glob("*")), "an old page would show an old mark"
    with pytest.raises(CourseError, match="bert has no feedback page: StopIteration"):
        feedback(released, "tiny")


def test_a_cell_that_cannot_be_shown_says_so_and_the_others_are_there(released, monkeypatch):
    graded(released, anna=RIGHT)

    def failing(self, source, attachments=None):
        raise RecursionError

    monkeypatch.setattr(page.CellReader, "text", failing)
    text = page_of(released, "anna")
    assert "this cell cannot be shown: RecursionError" in text
    assert "<strong>5</strong> of 5 points" in text


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": 5}', '{"cells": [5, {}]}', "[" * 100_000])
def test_a_notebook_that_cannot_be_read_leaves_a_page_with_the_marks(released, content):
    graded(released, anna=RIGHT)
    path = released.path("autograded", "tiny", "anna") / "tiny.ipynb"
    path.chmod(0o644)
    path.write_text(content, encoding="utf-8")
    feedback(released, "tiny")
    text = (released.path("feedback", "tiny", "anna") / "tiny.html").read_text(encoding="utf-8")
    assert "<strong>5</strong> of 5 points" in text
    assert "test-half" in text


@pytest.mark.parametrize(
    ("source", "note"),
    [
        ("![mine](attachment:lost.png)", "the picture lost.png was not handed in"),
        ("![mine](attachment:my lost picture.png)", "the picture my lost picture.png was not handed in"),
        ("![x][r]\n\n[r]: attachment:lost.png", "attachment:lost.png"),
        ("<img src='attachment:lost.png'>", "a picture that is not part of the submission"),
        ("<img src='none.jpg' alt=x>", "the picture none.jpg was not handed in"),
        ("<img src='../tiny.ipynb'>", "a picture that is not part of the submission"),
        ("<img src='tiny.ipynb'>", "the picture tiny.ipynb was not handed in"),
        ("![x](https://example.org/a.png)", "a picture that is not part of the submission"),
    ],
)
def test_a_lost_picture_leaves_a_note(released, source, note):
    graded(released, anna=RIGHT)
    assert note in page_of(released, "anna", [text_cell(source)])


@pytest.mark.parametrize("data", ["", "not base64", "aGVsbG8=", 5, None, ["iVBORw0KGgo", 5]])
def test_a_drawn_picture_that_is_none_leaves_a_note_or_its_text(released, data):
    graded(released, anna=RIGHT)
    cell = output_cell(
        {"output_type": "display_data", "data": {"image/png": data, "text/plain": "<Figure>"}, "metadata": {}}
    )
    text = page_of(released, "anna", [cell])
    assert "cannot be read" in text or "&lt;Figure&gt;" in text


def test_a_link_out_of_the_submission_is_no_picture(released, tmp_path):
    graded(released, anna=RIGHT)
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg>secret</svg>")
    (released.path("autograded", "tiny", "anna") / "a.svg").symlink_to(secret)
    text = page_of(released, "anna", [text_cell("![x](a.svg)")])
    assert "the picture a.svg was not handed in" in text


LARGE = {
    "one line": output_cell({"output_type": "stream", "name": "stdout", "text": "x" * 5_000_000}),
    "many lines": output_cell({"output_type": "stream", "name": "stdout", "text": "x\n" * 2_000_000}),
    "HTML": displayed("text/html", "<td>x</td>" * 500_000),
    "text": text_cell("x " * 2_500_000),
    "code": {**output_cell({}), "source": "x = 1\n" * 800_000},
    "outputs": {
        **output_cell({}),
        "outputs": [output_cell({"output_type": "stream", "text": "x"})["outputs"][0]] * 9_999,
    },
    "picture": displayed("image/png", "iVBORw0KGgoA" + "AAAA" * 2_000_000),
}


@pytest.mark.parametrize("kind", LARGE)
def test_a_page_is_bounded_and_says_what_was_cut(released, kind):
    graded(released, anna=RIGHT)
    text = page_of(released, "anna", [LARGE[kind]])
    assert len(text) < 2_000_000
    assert "cut: " in text or "left out" in text or "too large" in text or kind == "HTML"


def test_many_large_cells_are_left_out_and_the_marks_stay(released):
    graded(released, anna=RIGHT)
    text = page_of(released, "anna", [text_cell("x " * 90_000)] * 200)
    assert len(text) < 2 * page.MOST_CHARACTERS
    assert "left out: the page would be too large" in text
    assert "<strong>5</strong> of 5 points" in text


GROWING = {
    "open elements": "<div>",
    "lists": "<ul><li>",
    "attributes": "<a " + "{i}=1 ",
    "attributes in quotes": '<a x=">" ',
    "comments": "<!--",
    "scripts": "<script ",
    "ends of scripts": "<script></script ",
    "styles": "<style>x",
    "brackets": "[",
    "pictures": "![](",
    "emphasis": "*a **b ",
    "environments": "\\begin{{a}}",
    "displays": "\\\\[",
    "formulas": "$a ",
    "display formulas": "$$a ",
    "one formula": "{{",
    "quotes": "> ",
    "code": "`` ",
    "tables": "|a",
    "entities": "&amp",
}


@pytest.mark.parametrize("kind", GROWING)
def test_the_parsers_work_is_bounded_by_the_length_of_the_text(kind, monkeypatch):
    """What might grow faster reaches neither parser: the text then stands as it is written."""
    given = {"html": 0, "markdown": 0}
    clean, rendered = sanitize.nh3.clean, prose.rendered

    def cleaned(text, **more):
        given["html"] = sanitize.work(text)
        return clean(text, **more)

    def read(text):
        given["markdown"] = len(text) * len(prose.MATH_BEGINS.findall(text))
        return rendered(text)

    monkeypatch.setattr(sanitize, "nh3", type("Counted", (), {"clean": staticmethod(cleaned)}))
    monkeypatch.setattr(prose, "rendered", read)
    piece = GROWING[kind]
    text = "".join(piece.format(i=f"a{i}") for i in range(100_000 // len(piece)))
    assert sanitize.safe_html(text) or kind in ("comments", "scripts", "styles", "ends of scripts")
    prose.safe_markdown.__wrapped__(text)
    assert max(given.values()) <= sanitize.MOST_WORK


def test_feedback_says_that_a_notebook_was_not_graded(released):
    graded(released, anna=RIGHT)
    hand_in(released, "anna", "{")
    grade(released, "tiny", Settings(), grader=plain_grader)
    feedback(released, "tiny")
    text = (released.path("feedback", "tiny", "anna") / "tiny.html").read_text(encoding="utf-8")
    assert "handed in last could not be graded" in text
    assert feedback_module.NOT_SHOWN not in text
