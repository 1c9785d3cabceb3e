"""The search finds what a student looks for: queries, each with the section or page that explains it."""

from pathlib import Path

import pytest
import yaml

QUERIES = yaml.safe_load(Path(__file__).with_name("queries.yml").read_text("utf-8"))
CASES = [
    (query, page, most)
    for kind, most in (("first", 1), ("among three", 3))
    for query, page in QUERIES[kind].items()
]
OPENED = "#pst-search-dialog[open]"
FIND = """async (queries) => {
  const search = await BookSearch.over(bookTexts);
  const places = (hits) => hits.map(({ page, anchor }) => (anchor ? `${page}#${anchor}` : page));
  return Object.fromEntries(queries.map((query) => [query, places(search.find(query))]));
}"""


@pytest.fixture(scope="module")
def found(tab, site):
    """What each query finds, the best first, as addresses below the site."""
    with tab() as t:
        t.page.goto(f"{t.address}/search.html")
        for name in ("library", "texts"):
            t.page.add_script_tag(path=site / "_static" / "search" / f"{name}.js")
        return t.page.evaluate(FIND, [str(query) for query, *_ in CASES])


def test_the_list_has_sixty_queries():
    assert len(CASES) >= 60


@pytest.mark.parametrize(("query", "page", "most"), CASES, ids=[str(query) for query, *_ in CASES])
def test_query_finds_what_explains_it(found, query, page, most):
    best = found[query][:most]
    assert any(place == page or place.partition("#")[0] == page for place in best), best


def test_titles_and_definitions_stand_above_errata_and_lists(found):
    beside = ("book/errata", "book/claims", "book/slide_map", "book/bibliography", "genindex")
    for query, places in found.items():
        if query != "errata":
            assert not places[0].startswith(beside), query


def test_snippets_are_sentences_and_show_what_was_found(tab):
    with tab() as t:
        t.open("search.html?q=noise+floor")
        t.page.locator(".search-hit").first.wait_for()
        for text in t.page.locator(".search-hit-text").all_inner_texts():
            assert "Show the source" not in text
            assert len(text) > 20
            assert "\\" not in text
        assert t.page.locator(".search-hit mark").count() > 0
        assert t.troubles == []


def test_the_dialog_finds_while_one_types_and_leads_there_by_keyboard(tab):
    with tab() as t:
        t.open("book/dropout.html")
        t.page.keyboard.press("Control+k")
        t.page.locator(f"{OPENED} input").wait_for()
        t.page.keyboard.type("vanishing grad")
        first = t.page.locator(f"{OPENED} .search-hit a").first
        first.wait_for()
        address = first.evaluate("(a) => a.href")
        assert "book/gradients.html#" in address
        t.page.keyboard.press("ArrowDown")
        t.page.keyboard.press("Enter")
        t.page.wait_for_url(address)
        assert t.troubles == []


def test_the_dialog_fits_a_phone(tab):
    with tab(width=390) as t:
        t.open("book/dropout.html")
        t.page.locator(".search-button__button:visible, .search-button-field:visible").first.click()
        t.page.locator(f"{OPENED} input").fill("learning rate")
        t.page.locator(f"{OPENED} .search-hit").first.wait_for()
        box = t.page.locator(OPENED).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert t.page.evaluate(
            "(s) => { const d = document.querySelector(s); return d.scrollWidth <= d.clientWidth }", OPENED
        )


def test_nothing_found_says_what_to_do(tab):
    with tab() as t:
        t.open("search.html?q=zzzzqqq")
        t.page.locator(".search-status", has_text="glossary").wait_for()


def test_search_works_from_a_folder(browser, site):
    context = browser.new_context()
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((site / "search.html").as_uri() + "?q=dropout")
    page.locator(".search-hit a").first.click()
    page.wait_for_url("**/book/dropout.html*")
    context.close()
    assert errors == []
