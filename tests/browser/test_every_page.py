"""What holds on every page: it loads without a fault, everyone can use it, it fits the screen."""

from importlib import resources

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (320, 375, 768, 1280, 2560)

# The letters of formulas that unfold are there. Then two frames: what changed a size in the first is drawn,
# and what observes sizes has run, in the second.
NEXT_PICTURE = """() => document.fonts.ready.then(
  () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
)"""
# The elements that stick out to the right and lie in no box that scrolls or cuts them off.
STICKING_OUT = """() => {
  const limit = document.documentElement.clientWidth + 1;
  const right = (element) => element.getBoundingClientRect().right;
  const contained = (element) => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement)
      if (getComputedStyle(box).overflowX !== "visible" && right(box) <= limit) return true;
    return false;
  };
  return [...document.querySelectorAll(".bd-article-container *")]
    .filter((e) => e.getBoundingClientRect().width && right(e) > limit && !contained(e))
    .map((e) => `${e.tagName.toLowerCase()}.${e.className?.baseVal ?? e.className}`);
}"""

# Displayed formulas whose beginning lies to the left of their box, where a reader who scrolls starts.
BEGINNING_CUT_OFF = """() => [...document.querySelectorAll("div.math")]
  .filter((box) => {
    const formula = box.querySelector("mjx-math")?.getBoundingClientRect();
    return formula?.width && formula.left < box.getBoundingClientRect().left - 1;
  })
  .map((box) => box.id || box.textContent.slice(0, 40))"""


# What decides over the contrast of an element's text, for each element that is seen.
APPEARANCES = """() => new Map([...document.querySelectorAll("body, body *")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }))
  .map((element) => {
    const style = getComputedStyle(element);
    const names = ["color", "backgroundColor", "backgroundImage", "opacity", "fontSize", "fontWeight"];
    return [element, names.map((name) => style[name]).join()];
  }))"""
REMEMBER_APPEARANCES = f"() => {{ window.appearancesBefore = ({APPEARANCES})() }}"
# The uppermost elements that were not seen before, or looked otherwise.
CHANGED = f"""() => {{
  const before = window.appearancesBefore, now = ({APPEARANCES})();
  const changed = new Set([...now.keys()].filter((element) => before.get(element) !== now.get(element)));
  return [...changed].filter((element) => !changed.has(element.parentElement));
}}"""


def assert_accessible(tab, contrast_of="() => document"):
    """Run axe-core on the open page; a line for each thing that it finds.

    Args:
        tab: tab with a page in it.
        contrast_of: function of JavaScript that gives the elements whose contrast is looked at, by far the
            longest part.
    """
    tab.page.evaluate(AXE)
    found = tab.page.evaluate(
        f"""async (tags) => {{
          // All violations are told in full; of what is in order, one example a rule is described.
          const options = {{ resultTypes: ["violations"], preload: {{ assets: ["media"] }} }};
          const without = {{ "color-contrast": {{ enabled: false }} }};
          const include = ({contrast_of})();
          const runs = [await axe.run(document, {{ ...options, runOnly: tags, rules: without }})];
          if (include === document || include.length)
            runs.push(await axe.run({{ include }}, {{ ...options, runOnly: ["color-contrast"] }}));
          return runs.flatMap((run) => run.violations);
        }}""",
        RULES,
    )
    lines = [
        f"{rule['id']}: {node['target']} {' '.join(check['message'] for check in node['any'][:1])}"
        for rule in found
        for node in rule["nodes"]
    ]
    assert not lines, "\n".join(lines)


def test_page_loads_without_trouble_and_is_accessible(shown):
    assert shown.page.evaluate("document.documentElement.dataset.theme") == "light"
    assert shown.troubles == []
    assert_accessible(shown)


def test_every_formula_is_typeset(shown):
    page = shown.page
    assert page.locator("mjx-merror").count() == 0
    assert page.locator("mjx-container").count() >= page.locator("main .math").count()
    raw = page.evaluate(
        "() => [...document.querySelectorAll('main .math')]"
        ".filter((e) => !e.querySelector('mjx-container')).map((e) => e.textContent)"
    )
    assert raw == []
    # Each has a form that a screen reader reads.
    assert page.locator("mjx-container:not(:has(mjx-assistive-mml))").count() == 0


def test_page_has_a_title_a_language_and_one_first_heading(shown):
    assert shown.page.title().strip()
    assert shown.page.locator("html").get_attribute("lang") == "en"
    assert shown.page.locator("h1:visible").count() == 1


def test_every_picture_is_loaded_and_described(shown):
    pictures = shown.page.evaluate(
        "() => [...document.querySelectorAll('main img')]"
        ".map((i) => [i.getAttribute('src'), i.alt, i.naturalWidth])"
    )
    for source, alt, width in pictures:
        assert alt.strip(), source
        assert not alt.endswith((".svg", ".png")), source
        assert width > 0, source


def test_links_within_the_site_lead_somewhere(shown, site):
    links = shown.page.evaluate("() => [...document.querySelectorAll('a[href]')].map((a) => a.href)")
    ids = {}
    for link in {link for link in links if link.startswith(shown.address + "/")}:
        path, _, fragment = link.removeprefix(shown.address).lstrip("/").partition("#")
        target = site / path.partition("?")[0]
        assert target.exists(), link
        if fragment and target.suffix == ".html":
            text = ids.setdefault(target, target.read_text("utf-8"))
            assert f'id="{fragment}"' in text, link


def test_page_fits_every_width(shown):
    for width in WIDTHS:
        shown.page.set_viewport_size({"width": width, "height": 900})
        shown.page.evaluate(NEXT_PICTURE)
        assert shown.page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert shown.page.evaluate(STICKING_OUT) == [], width
        assert shown.page.evaluate(BEGINNING_CUT_OFF) == [], width


def test_dark_page_loads_without_trouble_and_is_accessible(tab, page_name):
    with tab(dark=True) as t:
        t.open(page_name).enliven()
        assert t.page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert t.troubles == []
        assert_accessible(t)


def test_page_is_accessible_with_everything_opened(tab, page_name):
    """Of the contrast, what is the same on a wide screen with everything closed is looked at there."""
    with tab() as t:
        t.open(page_name).enliven().page.evaluate(REMEMBER_APPEARANCES)
        t.page.set_viewport_size({"width": 375, "height": 900})
        t.page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
        t.page.evaluate(
            "document.querySelectorAll('button.toggle-button[aria-expanded=false]').forEach((b) => b.click())"
        )
        t.enliven().page.evaluate(NEXT_PICTURE)
        assert_accessible(t, contrast_of=CHANGED)
