"""What becomes of a page: tables that cells have printed, minus signs, and what the search learns of it."""

import sys
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from docutils import nodes

sys.path.insert(0, str(Path(__file__).parents[2] / "_ext"))

from bookext.foreign import theme_private
from bookext.pages import accessible_html, number_tables, search_texts, without_scripts


def shown(frame):
    """The cells of a table of pandas after the repair: their texts, and what stands to the right."""
    made = number_tables.better(number_tables.TABLE.search(frame._repr_html_())[1])
    rows = BeautifulSoup(made, "html.parser").find_all("tr")
    cells = [row.find_all(["th", "td"]) for row in rows]
    return cells, [[number_tables.NUMBERS in cell.get("class", ()) for cell in row] for row in cells]


def frame(names=None):
    values = {"loss": ["0.5 ± 0.1", "-1.2e-05"], "said": ["well", "2 of 3"], "share": ["50%", "inf"]}
    return pd.DataFrame(values, index=pd.Index(["a", "b"], name=names))


def test_numbers_stand_to_the_right_with_their_heads_and_words_to_the_left():
    _, right = shown(frame())
    assert right == [[False, True, False, True]] * 3


def test_the_name_of_the_rows_stands_in_the_corner_and_has_no_bar_of_its_own():
    cells, _ = shown(frame("rate"))
    assert [cell.get_text() for cell in cells[0]] == ["rate", "loss", "said", "share"]
    assert len(cells) == 3


def test_a_corner_without_a_name_is_no_head():
    cells, _ = shown(frame())
    assert cells[0][0].name == "td"
    assert all(cell.name == "th" for cell in cells[0][1:])


def test_heads_above_several_columns_stay_and_rows_that_share_a_name_are_aligned():
    index = pd.MultiIndex.from_product([["a", "b"], ["x", "y"]], names=["one", "two"])
    columns = pd.MultiIndex.from_product([["few", "many"], ["loss", "accuracy"]])
    cells, right = shown(pd.DataFrame([["0.1"] * 4] * 4, index=index, columns=columns))
    assert [cell.get_text() for cell in cells[1]] == ["one", "two", "loss", "accuracy", "loss", "accuracy"]
    assert right[0] == [False] * 4
    assert right[2:] == [[False, False, *[True] * 4], [False, *[True] * 4]] * 2


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<td>-0.3</td>", "<td>−0.3</td>"),
        ("<p>from -1 to (-2)</p>", "<p>from −1 to (−2)</p>"),
        ("<p>2026-12-01, ps1-2, 5-3, e-05</p>", "<p>2026-12-01, ps1-2, 5-3, e-05</p>"),
        ("<code>-1</code>", "<code>-1</code>"),
        ('<a href="-1">x</a>', '<a href="-1">x</a>'),
    ],
)
def test_a_hyphen_before_a_number_is_a_minus_sign_in_text_alone(html, expected):
    assert number_tables.with_minus_signs(html) == expected


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"\eta_0 / (1 + t/s)", "η₀ / (1 + t/s)"),
        (r"\tfrac12 h\theta^2", "1/2 hθ²"),
        (r"\lVert\mathbf g\rVert \le c", "‖g‖≤c"),
        (r"\lambda\epsilon", "λε"),
        (r"\max(a, b)", "max (a, b)"),
    ],
)
def test_a_short_formula_is_told_in_letters(tex, expected):
    assert search_texts.formula(tex) == expected


def test_the_search_learns_titles_and_sentences_and_neither_code_nor_displayed_formulas():
    inner = nodes.section(
        "", nodes.title("", "Inner"), nodes.paragraph("", "Text of the inner one."), ids=["in"]
    )
    words = "The first sentence has some words. The second has a formula, "
    paragraph = nodes.paragraph("", "", nodes.Text(words), nodes.math("", r"\eta"), nodes.Text(", too."))
    code = nodes.literal_block("", "print(1)")
    outer = nodes.section(
        "", nodes.title("", "Outer"), paragraph, code, nodes.math_block("", "a = b"), inner, ids=["o"]
    )
    document = nodes.document("", "")
    document += outer
    found = list(search_texts.sections(document, {"": "3", "in": "3.1"}))
    assert [(one["title"], one["number"], one["anchors"]) for one in found] == [
        ("Outer", "3", ["", "o"]),
        ("Inner", "3.1", ["in"]),
    ]
    assert found[0]["sentences"] == [
        "The first sentence has some words.",
        "The second has a formula, η, too.",
    ]
    assert found[1]["sentences"] == ["Text of the inner one."]


def test_a_page_is_light_before_a_script_runs_and_then_what_the_system_asks_for():
    script = f"<script>dataset.theme = {theme_private.THEME_OF_FIRST_VISIT};</script>"
    view = '<meta name="viewport" content="width=device-width" />'
    page = f'<!DOCTYPE html>\n<html lang="en" data-theme="auto">\n<head>{view}{view}{script}</head></html>'
    made = without_scripts.with_colours(page)
    assert '<html lang="en" data-theme="light">' in made
    assert made.count("viewport") == 1
    assert "prefers-color-scheme" in made
    assert without_scripts.with_colours(made) == made


def test_the_side_bar_is_a_landmark_with_a_name():
    made = accessible_html.with_landmarks(f'<body>{theme_private.SIDEBAR} class="bd-sidebar"></div></body>')
    assert 'role="region" aria-label="The book" class="bd-sidebar"' in made
    # Bootstrap would put a tooltip outside of all landmarks.
    button = f"<button {accessible_html.TOOLTIP}>"
    assert 'data-bs-container="main"' in accessible_html.with_landmarks(button)
