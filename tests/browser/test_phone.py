"""On a phone code wraps, pictures can be enlarged, tables stack. Without scripts colours and places hold."""

import pytest

PHONE = 390
SIDEWAYS = """() => [...document.querySelectorAll("main .cell_input pre, main div.highlight > pre")]
  .filter((pre) => !pre.closest(".cell_output") && pre.scrollWidth > pre.clientWidth + 1)
  .map((pre) => pre.textContent.slice(0, 60))"""
SMALL = """() => [...document.querySelectorAll("main :is(.cell_output, figure) img")]
  .filter((i) => i.clientWidth < 0.75 * i.naturalWidth && !i.closest(".enlargeable")).map((i) => i.alt)"""


@pytest.fixture(scope="session")
def phone(tab, page_name):
    """Return a tab as wide as a phone with a page in it."""
    with tab(width=PHONE) as t:
        yield t.open(page_name)


def test_code_reads_without_scrolling_sideways(phone, chapter):
    assert phone.page.evaluate(SIDEWAYS) == []


def test_a_picture_that_is_shown_smaller_than_it_was_drawn_can_be_enlarged(phone, chapter):
    pictures = phone.page.locator("main :is(.cell_output, figure) img").all()
    for picture in pictures:
        picture.scroll_into_view_if_needed()
    phone.page.wait_for_function(f"() => ({SMALL})().length === 0", timeout=5_000)
    buttons = phone.page.locator(".enlarge-button")
    if not buttons.count():
        pytest.skip("no picture of this page is shown smaller than it was drawn")
    buttons.first.click()
    large = phone.page.locator("dialog.enlarged[open] img")
    assert large.evaluate("(i) => i.clientWidth >= i.naturalWidth")
    phone.page.get_by_role("button", name="Close").click()
    large.wait_for(state="hidden")
    assert phone.troubles == []


@pytest.mark.parametrize("place", ["book/slide_map.html", "book/index.html#problem-sets", "book/claims.html"])
def test_tables_of_sentences_stack(tab, place, site):
    if not (site / place.partition("#")[0]).exists():
        pytest.skip("this book has no such page")
    with tab(width=PHONE) as t:
        t.open(place)
        table = t.page.locator("main table.stacked").first
        table.scroll_into_view_if_needed()
        assert table.evaluate("(t) => t.scrollWidth <= t.clientWidth + 1")
        cells = (
            table.locator("tbody tr")
            .first.locator("td")
            .evaluate_all("(all) => all.map((c) => c.getBoundingClientRect().x)")
        )
        assert max(cells) - min(cells) < 40


def test_without_scripts_a_page_has_its_colours_and_a_link_its_place(tab, figure_page):
    with tab(scripts=False) as t:
        t.page.goto(f"{t.address}/{figure_page}")
        anchor = t.page.locator(".bd-article > section section[id]").last.get_attribute("id")
        header = t.page.locator(".bd-header-article").first
        assert header.evaluate("(e) => getComputedStyle(e).backgroundColor") not in (
            "transparent",
            "rgba(0, 0, 0, 0)",
        )
        link = t.page.locator("article p a.reference:not(.term-use)").first
        assert link.evaluate("(a) => getComputedStyle(a).color") == "rgb(11, 87, 196)"
        t.page.goto(f"{t.address}/{figure_page}#{anchor}")
        top = t.page.locator(f'[id="{anchor}"]').first.evaluate("(e) => e.getBoundingClientRect().top")
        at_the_end = t.page.evaluate("() => scrollY + innerHeight > document.body.scrollHeight - 50")
        assert 0 <= top < (900 if at_the_end else 200)
