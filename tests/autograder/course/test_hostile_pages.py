"""What a student writes cannot act on a page; the same payloads are shown to a browser in tests/browser."""

import json
from html.parser import HTMLParser

import pytest
from payloads import AWAY, NAMES, filled, payloads
from tiny_course import RIGHT, answer, hand_in, page_of, plain_grader

from autograder.grading.run import grade
from autograder.records import Settings
from autograder.report import formulas, page
from autograder.report.sanitize import OWN, TAGS

OURS = {"section", "h2", "pre", "span", "details", "summary", "div", "p", "math", "header", "main", "footer"}
ATTRIBUTES = {
    "class",
    "id",
    "title",
    "href",
    "rel",
    "alt",
    "src",
    "width",
    "height",
    "colspan",
    "rowspan",
    "align",
}
VOID = {"img", "br", "hr", "col"}


class Elements(HTMLParser):
    """Every element of a piece of a page, and how deep it is at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes what the page opened"
        assert self.open.pop() == tag


def shown(cell: dict) -> str:
    """A cell as the page has it."""
    reader = page.CellReader(None)
    if cell["cell_type"] == "code":
        return reader.code(cell["source"]) + reader.outputs(cell["outputs"])
    return reader.text(cell["source"])


@pytest.mark.parametrize(("name", "cell"), payloads(), ids=[name for name, _ in payloads()])
def test_a_payload_is_text_or_harmless_html(name, cell):
    made = Elements()
    made.feed(shown(cell))
    made.close()
    assert made.open == []
    for tag, attributes in made.found:
        assert tag in TAGS | OURS or tag.startswith("m"), tag
        assert set(attributes) <= ATTRIBUTES | (
            formulas.ATTRIBUTES | {"xmlns"} if tag.startswith("m") else set()
        ), attributes
        assert attributes.get("src", "data:image/").startswith("data:image/")
        assert attributes.get("href", "#").startswith(("#", "https://", "mailto:"))
        assert attributes.get("id", OWN).startswith(OWN)
        assert not {"sign", "test", "good", "number", "sum", "who", "comment", "answer"} & set(
            attributes.get("class", "").split()
        )


def test_there_are_payloads_enough():
    assert len({json.dumps(cell) for _, cell in payloads()}) > 250


@pytest.fixture
def graded(released):
    hand_in(released, "anna", answer(released, RIGHT))
    grade(released, "tiny", Settings(), grader=plain_grader)
    return released


def test_a_page_of_payloads_has_a_policy_before_all_of_them_and_every_section(graded):
    cells = [cell for _, cell in payloads()]
    before = page_of(graded, "anna", []).count("<section")
    text = page_of(graded, "anna", cells)
    assert text.count("<section") == text.count("</section>") == before + len(cells)
    assert text.index("Content-Security-Policy") < text.index("<style>") < text.index("<body>")
    assert "default-src &#39;none&#39;" in text


@pytest.mark.parametrize("name", [filled(name) for name in NAMES])
def test_a_name_is_text_and_all_of_it_in_sight(name):
    mark = page.ShownMark(name, 1.0, 2.0, f"`{name}` says {name}", "failed", "bad")
    cell = page.ShownCell("test", "<pre>x</pre>", mark=mark)
    text = page.page(page.PageContent(name, name, 1.0, 2.0, 0.0, [mark], [cell], note=name))
    made = Elements()
    made.feed(text[text.index("<body>") :].removesuffix("</html>\n").removesuffix("</html>"))
    assert {tag for tag, _ in made.found} <= OURS | {
        *("body", "h1", "strong", "table", "thead", "tbody", "tr", "th", "td", "a", "code")
    }
    assert not any(key.startswith("on") for _, attributes in made.found for key in attributes)
    assert all(attributes.get("href", "#").startswith("#") for _, attributes in made.found)
    for unseen in "\u202e\u202c\u200b":
        assert unseen not in text[text.index("<body>") :].replace(f"cell-{name}", "")
    assert f'src="{AWAY}' not in text
