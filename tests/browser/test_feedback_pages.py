"""Feedback pages of hostile notebooks in a real browser: nothing is asked for, runs, or covers the marks."""

import base64
import struct
import zlib

import pytest
from payloads import payloads

from autograder.report import page

MARKS = [
    page.ShownMark("test-half", 0.0, 3.0, "`half` rounds.", "failed", "bad"),
    page.ShownMark("test-square", 2.0, 2.0, "", "passed", "good"),
]
HOSTILE = [cell for _, cell in payloads()]


def shown(reader, cell):
    """A cell of a student's own as the page has it."""
    if cell["cell_type"] == "code":
        return page.ShownCell("own", reader.code(cell["source"]), reader.outputs(cell["outputs"]))
    return page.ShownCell("own", reader.text(cell["source"], cell.get("attachments")))


def page_with(folder, cells):
    """A page with marks, cells, and the tests last of all."""
    reader = page.CellReader(folder)
    tests = [page.ShownCell("test", "<pre>assert half(1) == 0.5</pre>", mark=mark) for mark in MARKS]
    content = page.PageContent(
        "anna", "tiny", 2.0, 5.0, 0.0, MARKS, [*(shown(reader, c) for c in cells), *tests]
    )
    return page.page(content)


class Visit:
    """A page opened in a tab of its own, and what happened there."""

    def __init__(self, browser, path, **options):
        self.requests, self.left, self.dialogs, self.told = [], [], [], []
        self.context = browser.new_context(viewport={"width": 1000, "height": 800}, **options)
        self.page = self.context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.told.append(message.text))
        self.page.on("pageerror", lambda error: self.told.append(str(error)))
        self.page.on("dialog", self._dialog)
        self.context.route("**/*", self._route)
        self.context.on("page", lambda opened: self.requests.append(f"a new tab: {opened.url}"))
        self.url = path.as_uri()
        self.page.goto(self.url, wait_until="load")
        self.page.keyboard.press("Tab")
        self.page.mouse.move(200, 200)
        self.page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def _dialog(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _route(self, route):
        if route.request.url in (self.url,) or route.request.url.startswith("data:"):
            return route.continue_()
        self.left.append(route.request.url)
        return route.abort()

    @property
    def away(self):
        """What the page asked for, whether or not its policy let it go."""
        return [url for url in self.requests if url != self.url and not url.startswith("data:")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="module")
def hostile(folder):
    """The page with all payloads."""
    path = folder / "hostile.html"
    path.write_text(page_with(folder, HOSTILE), encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=[False, True], ids=["with its policy", "without its policy"])
def visit(browser, hostile, request):
    """The page opened; also where the browser passes over its policy, so that either layer is enough."""
    made = Visit(browser, hostile, bypass_csp=request.param)
    yield made
    made.context.close()


def test_nothing_is_asked_for(visit):
    assert visit.away == []


def test_no_script_runs_and_the_policy_has_nothing_to_refuse(visit):
    assert visit.dialogs == []
    assert visit.page.evaluate("() => window.ran") is None
    assert [text for text in visit.told if "utf-7" not in text] == []


def test_the_page_keeps_its_structure(visit):
    assert visit.page.locator("main > section").count() == len(HOSTILE) + len(MARKS)
    assert visit.page.locator("body > *").count() == 2
    assert visit.page.locator("main > :not(section)").count() == 0
    assert visit.page.locator("header h1").inner_text() == "tiny"


def test_nothing_of_a_students_leaves_its_frame_or_bears_the_pages_names(visit):
    found = visit.page.evaluate(
        """() => {
            const wrong = [];
            const acting = 'form, input, button, select, textarea, dialog, iframe, object, embed, link, '
                + 'meta, base, style, script, template, video, audio, source, svg';
            for (const section of document.querySelectorAll('section.own')) {
                if (getComputedStyle(section).contain !== 'paint') wrong.push('not contained');
                for (const e of section.querySelectorAll('*')) {
                    const style = getComputedStyle(e);
                    if (style.position !== 'static') wrong.push(e.outerHTML.slice(0, 80));
                    if (e.id && !e.id.startsWith('text-')) wrong.push(`id ${e.id}`);
                    if (e.name) wrong.push(`name ${e.name}`);
                    if (e.matches('.sign, .test, .number, .sum, .who, .comment')) wrong.push(e.outerHTML);
                    if (e.matches(acting)) wrong.push(e.outerHTML);
                    for (const a of e.attributes) if (a.name.startsWith('on')) wrong.push(a.name);
                }
            }
            return wrong;
        }"""
    )
    assert found == []


def test_links_lead_to_ordinary_addresses(visit):
    links = visit.page.eval_on_selector_all(
        "main a[href]", "found => found.map(a => [a.protocol, a.hash, a.rel])"
    )
    assert links
    for protocol, fragment, rel in links:
        if fragment and protocol == "file:":
            assert fragment.startswith("#text-")
        else:
            assert protocol in ("http:", "https:", "mailto:")
            assert "noopener" in rel


def test_the_marks_lie_on_top(visit):
    """What is seen where the marks stand is the marks."""
    for selector in ("header h1", "header .sum strong", "section.test .sign"):
        box = visit.page.locator(selector).first
        box.scroll_into_view_if_needed()
        assert box.evaluate(
            """e => { const b = e.getBoundingClientRect();
                      return document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2) === e; }"""
        )
    anchor = visit.page.locator("header td a").first
    target = visit.page.evaluate(
        "a => document.getElementById(decodeURIComponent(a.hash.slice(1))).className", anchor.element_handle()
    )
    assert target == "test bad"


def test_words_are_whole_on_a_phone(browser, folder):
    path = folder / "phone.html"
    marks = [page.ShownMark("test-train-model-validation", None, 6.0, "", "to be marked", "hand"), *MARKS]
    content = page.PageContent("anna", "tiny", 2.0, 11.0, 0.0, marks)
    content.tasks = [page.ShownTask("Task 3: Train within the budget", marks, "https://example.org/chapter")]
    path.write_text(page.page(content), encoding="utf-8")
    visit = Visit(browser, path)
    try:
        visit.page.set_viewport_size({"width": 390, "height": 800})
        lines = visit.page.eval_on_selector_all(
            "header tbody :is(.sign, .number)", "found => found.map((e) => e.getClientRects().length)"
        )
        assert set(lines) == {1}
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
    finally:
        visit.context.close()


def test_the_policy_alone_is_enough(browser, folder, hostile):
    """Were all of it to reach the page as it was written, nothing would leave and nothing would run."""
    texts = [cell["source"] for cell in HOSTILE if cell["cell_type"] == "markdown"]
    # Addresses of the page itself are another matter than what a page loads.
    left_out = (
        "http-equiv=refresh",
        "</body>",
        "<plaintext",
        "<frameset",
        "<xmp>",
        "<html",
        "dns-prefetch",
        "<textarea",
    )
    raw = "\n".join(text for text in texts if not any(word in text for word in left_out))
    whole = hostile.read_text(encoding="utf-8")
    path = folder / "raw.html"
    path.write_text(whole[: whole.index("<body>") + 6] + raw + "</body></html>", encoding="utf-8")
    visit = Visit(browser, path)
    try:
        assert visit.left == []
        assert visit.dialogs == []
        assert visit.page.evaluate("() => window.ran") is None
        assert len(visit.told) > 20, "the policy has refused a lot"
    finally:
        visit.context.close()


def png():
    """A picture of one red point."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head, data = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0), zlib.compress(b"\0\xff\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


DRAWING = "<svg width='9' height='9'><rect width='9' height='9'/></svg>"


def test_honest_pictures_are_seen(browser, folder):
    encoded = base64.b64encode(png()).decode()
    (folder / "figures").mkdir()
    for name in ("photo.jpg", "my photo (1).png", "figures/über.png"):
        (folder / name).write_bytes(png())
    (folder / "drawing.svg").write_text(DRAWING.replace("<svg", "<svg xmlns='http://www.w3.org/2000/svg'"))

    def text(source, **attachments):
        return {
            "cell_type": "markdown",
            "source": source,
            "attachments": {name: {"image/png": encoded} for name in attachments.get("names", ())},
        }

    def output(kind, data):
        out = {"output_type": "display_data", "data": {kind: data, "text/plain": "<Figure>"}, "metadata": {}}
        return {"cell_type": "code", "source": "1", "outputs": [out]}

    cells = [
        text("<img src=photo.jpg>"),
        text("<img src='./my photo (1).png' width=50>"),
        text("![x](my%20photo%20(1).png)"),
        text("![x](figures/über.png)"),
        text("![x](drawing.svg)"),
        text(f"![x](data:image/png;base64,{encoded})"),
        text("![x](attachment:a.png)", names=["a.png"]),
        text("![x](attachment:a b.png)", names=["a b.png"]),
        text("![x](attachment:a%20b.png)", names=["a b.png"]),
        text("![x](<attachment:a b.png>)", names=["a b.png"]),
        output("image/png", encoded),
        output("image/png", [encoded[:20] + "\n", encoded[20:]]),
        output("image/svg+xml", DRAWING),
        output("text/html", f"<div><img src='data:image/png;base64,{encoded}'></div>"),
    ]
    path = folder / "honest.html"
    path.write_text(page_with(folder, cells), encoding="utf-8")
    visit = Visit(browser, path)
    try:
        widths = visit.page.eval_on_selector_all(
            "section.own", "s => s.map(e => e.querySelector('img')?.naturalWidth)"
        )
        assert [bool(width) for width in widths] == [True] * len(cells), widths
        assert visit.told == []
        assert visit.away == []
    finally:
        visit.context.close()
