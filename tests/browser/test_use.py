"""What a reader does on the site: enter, search, switch the colours, copy, download, check themselves."""

import re
from urllib.parse import urlparse

import nbformat
import pytest


def test_entry_page_leads_to_the_book(tab):
    with tab() as t:
        t.page.goto(t.address + "/")
        t.page.wait_for_url("**/book/index.html")
        assert t.page.locator("article h1").count() == 1
        assert t.troubles == []


def test_entry_page_is_a_page_of_its_own(tab):
    with tab(scripts=False) as t:
        source = t.page.request.get(t.address + "/index.html").text()
        assert re.search(r"<html lang=", source)
        assert re.search(r"<title>[^<]+</title>", source)
        assert 'href="book/index.html"' in source


def test_sitemap_lists_the_pages_of_the_book(site):
    from site_pages import MADE_BY_SPHINX, pages

    listed = re.findall(r"<loc>([^<]+)</loc>", (site / "sitemap.xml").read_text("utf-8"))
    paths = [urlparse(url).path for url in listed]
    for page in set(pages()) - set(MADE_BY_SPHINX):
        assert any(path.endswith("/" + page) for path in paths), page


def test_search_finds_a_word_of_a_chapter(tab, chapter):
    with tab() as t:
        t.open(chapter)
        title = t.page.locator("article h1").inner_text().split(".")[-1]
        word = max(re.findall(r"\w+", title), key=len)  # the index has no "the"
        t.open(f"search.html?q={word}")
        t.page.locator("#search-results li a").first.wait_for()
        links = t.page.locator("#search-results li a").evaluate_all("(all) => all.map((a) => a.href)")
        assert any(chapter in link for link in links)
        assert t.troubles == []


@pytest.fixture(scope="session")
def used(tab, page_name):
    """Return a tab with a page in it, for all tests that leave it as usable as they found it."""
    with tab() as t:
        yield t.open(page_name)


def test_search_opens_by_keyboard(used, chapter):
    used.page.keyboard.press("Control+k")
    box = used.page.locator("#pst-search-dialog[open] input")
    box.wait_for()
    icon = used.page.locator("#pst-search-dialog .fa-magnifying-glass").bounding_box()
    assert icon["x"] + icon["width"] <= box.bounding_box()["x"]  # and covers no letter
    used.page.keyboard.press("Escape")
    box.wait_for(state="hidden")


def test_colour_mode_switch_goes_through_all_modes(used, chapter):
    switch = used.page.locator(".theme-switch-button:visible").first
    seen = set()
    for _ in range(3):
        switch.click()
        seen.add(used.page.evaluate("document.documentElement.dataset.mode"))
    assert seen == {"light", "dark", "auto"}


SETTLED = """() => new Promise((done) => {
  let last = NaN, same = 0;
  const look = () => {
    same = scrollY === last ? same + 1 : 0;
    last = scrollY;
    if (same > 20) done(true); else requestAnimationFrame(look);
  };
  look();
})"""
NEARLY = 80
"""Pixels, a little more than the height of the bar at the top of the page."""
GO_TO = "(id) => document.getElementById(id).scrollIntoView({ behavior: 'instant' })"
HEIGHT_OF = "(id) => document.getElementById(id).getBoundingClientRect().top"


def test_reload_back_and_a_copied_link_lead_to_where_the_reader_was(tab, chapter):
    width = 390 if len(chapter) % 2 else 1280  # on a phone and on a desktop, each chapter on one
    with tab(width=width) as t:
        t.page.goto(f"{t.address}/{chapter}", wait_until="load")
        ids = t.page.locator(".bd-article > section section[id]").evaluate_all(
            "(all) => all.map((s) => s.id)"
        )
        early, late = ids[len(ids) // 3], ids[2 * len(ids) // 3]

        def height(place, action):
            action()
            t.page.wait_for_load_state("load")
            t.page.evaluate(SETTLED)
            return t.page.evaluate(HEIGHT_OF, place)

        def reading(place):
            return height(place, lambda: t.page.evaluate(GO_TO, place))

        t.page.mouse.wheel(0, 400)  # the reader reads
        before = reading(early)
        assert height(early, t.page.reload) == pytest.approx(before, abs=NEARLY)
        before = reading(late)
        t.page.goto(f"{t.address}/search.html", wait_until="load")
        assert height(late, t.page.go_back) == pytest.approx(before, abs=NEARLY)
        with tab(width=width) as other:
            other.page.goto(f"{t.address}/{chapter}#{late}", wait_until="load")
            other.page.evaluate(SETTLED)
            at_the_end = other.page.evaluate("() => scrollY + innerHeight > document.body.scrollHeight - 50")
            assert 0 <= other.page.evaluate(HEIGHT_OF, late) < (900 if at_the_end else 250)


def test_copy_button_copies_the_code(used, chapter):
    block = used.page.locator("div.highlight:visible", has=used.page.locator("button.copybtn")).first
    block.hover()
    block.locator("button.copybtn").click()
    copied = used.page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == block.locator("pre").inner_text().strip()


def test_page_can_be_used_by_keyboard_with_a_visible_focus(used, chapter):
    used.page.evaluate(
        "() => { scrollTo(0, 0); document.activeElement.blur(); getSelection().removeAllRanges() }"
    )
    without_ring = []
    for _ in range(60):
        used.page.keyboard.press("Tab")
        name, ring = used.page.evaluate(
            "() => { const e = document.activeElement, s = getComputedStyle(e);"
            " const ring = s.outlineStyle !== 'none' || s.boxShadow !== 'none';"
            " return [e.outerHTML.slice(0, 90), e === document.body || ring] }"
        )
        if not ring:
            without_ring.append(name)
    assert without_ring == []


def test_download_menu_gives_a_valid_notebook(used, chapter):
    used.page.locator(".dropdown-download-buttons > button").first.click()
    link = used.page.locator("a:visible", has_text=".ipynb").first.evaluate("(a) => a.href")
    assert link.startswith(used.address)
    notebook = nbformat.reads(used.page.request.get(link).text(), as_version=4)
    nbformat.validate(notebook)
    assert all(not cell.outputs for cell in notebook.cells if cell.cell_type == "code")
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert re.findall(r"\{[a-z:]+\}`|^:{3,}|^`{3}\{", prose, re.M) == [], (
        "MyST that plain Jupyter does not know"
    )


def test_launch_links_open_the_notebook_of_this_page(shown, chapter):
    links = shown.page.locator(".dropdown-launch-buttons a").evaluate_all("(all) => all.map((a) => a.href)")
    notebook = "_sources/" + chapter.removesuffix(".html") + ".ipynb"
    assert [urlparse(link).hostname for link in links] == ["colab.research.google.com", "mybinder.org"]
    assert all(link.endswith(notebook) for link in links)


def test_self_check_answers_at_once_and_by_keyboard(tab, selfcheck_page):
    if selfcheck_page == "(none)":
        pytest.skip("no page of this book has questions")
    with tab() as t:
        t.open(selfcheck_page)
        for question in t.page.locator(".selfcheck fieldset").all():
            verdict = question.locator(".selfcheck-verdict")
            for wrong in question.locator("input[type=radio][data-right=false]").all():
                wrong.focus()
                t.page.keyboard.press("Space")
                assert verdict.inner_text().startswith("Not yet")
            for right in question.locator("input[data-right=true]").all():
                right.focus()
                t.page.keyboard.press("Space")
            for button in question.locator("button:visible").all():
                button.focus()
                t.page.keyboard.press("Enter")
            assert verdict.inner_text() == "Right."
            assert verdict.get_attribute("role") == "status"


def test_page_works_from_a_folder(browser, chapter, site):
    context = browser.new_context()
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((site / chapter).as_uri())
    formulas, typeset = page.locator("main .math").count(), page.locator("main .math mjx-container").count()
    context.close()
    assert errors == []
    assert typeset >= formulas
