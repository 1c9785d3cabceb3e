"""What holds on every page: it loads without a fault, everyone can use it, it fits the screen."""

import os
from importlib import resources

import pytest

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


# What decides over the contrast of an element's text, for each element that is seen and has text of its own.
APPEARANCES = """() => {
  const names = ["color", "backgroundColor", "backgroundImage", "opacity", "fontSize", "fontWeight"];
  const own = new Map(), all = new Map([[null, ""]]);
  const looks = (element) => {  // its own look, and that of all behind it
    if (!all.has(element)) {
      const style = getComputedStyle(element);
      const [colour, ...others] = names.map((name) => style[name]);
      all.set(element, `${looks(element.parentElement)};${others.join()}`.split(";").filter(
        (look, i, before) => look !== before[i - 1]).join(";"));
      own.set(element, `${colour} on ${all.get(element)}`);
    }
    return all.get(element);
  };
  const seen = [...document.querySelectorAll("body, body *")].filter(
    (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())
      && e.checkVisibility({ visibilityProperty: true }));
  seen.forEach(looks);
  return new Map(seen.map((element) => [element, own.get(element)]));
}"""
REMEMBER_APPEARANCES = f"() => {{ window.appearancesBefore = new Set(({APPEARANCES})().values()) }}"
# One element for each look that was not there before: what axe-core would say of its contrast it would say of
# all that look so. EVERY_TEXT=yes looks at every one.
EACH_NEW_LOOK = f"""() => {{
  const before = window.appearancesBefore ?? new Set(), one = new Map();
  for (const [element, look] of ({APPEARANCES})()) if (!before.has(look)) one.set(look, element);
  return [...one.values()];
}}"""
WHERE_CONTRAST_IS_LOOKED_AT = "() => document" if os.environ.get("EVERY_TEXT") else EACH_NEW_LOOK


def assert_accessible(tab, rules=True):
    """Run axe-core on the open page; a line for each thing that it finds.

    Args:
        tab: tab with a page in it.
        rules: whether to try all rules; otherwise that of contrast alone, by far the longest.
    """
    tab.page.evaluate(AXE)
    found = tab.page.evaluate(
        f"""async ([tags, rules]) => {{
          // All violations are told in full; of what is in order, one example a rule is described.
          const options = {{ resultTypes: ["violations"], preload: {{ assets: ["media"] }} }};
          const without = {{ "color-contrast": {{ enabled: false }} }};
          const include = ({WHERE_CONTRAST_IS_LOOKED_AT})();
          const runs = [];
          if (rules) runs.push(await axe.run(document, {{ ...options, runOnly: tags, rules: without }}));
          if (include === document || include.length)
            runs.push(await axe.run({{ include }}, {{ ...options, runOnly: ["color-contrast"] }}));
          return runs.flatMap((run) => run.violations);
        }}""",
        [RULES, rules],
    )
    lines = [
        f"{rule['id']}: {node['target']} {' '.join(check['message'] for check in node['any'][:1])}"
        for rule in found
        for node in rule["nodes"]
    ]
    assert not lines, "\n".join(lines)


def test_page_loads_without_trouble_under_a_strict_policy_and_is_accessible(shown):
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


def test_dark_page_loads_without_trouble_and_has_contrast(tab, page_name):
    with tab(dark=True) as t:
        t.open(page_name).enliven()
        assert t.page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert t.troubles == []
        assert_accessible(t, rules=False)  # the others found the same elements in the light


def test_page_is_accessible_with_everything_opened(shown):
    """Of the contrast, what looks as on a wide screen with everything closed was looked at there."""
    page = shown.page
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate(REMEMBER_APPEARANCES)
    page.set_viewport_size({"width": 375, "height": 900})
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
    page.evaluate(
        "document.querySelectorAll('button.toggle-button[aria-expanded=false]').forEach((b) => b.click())"
    )
    shown.enliven().page.evaluate(NEXT_PICTURE)
    assert_accessible(shown)


def test_a_text_without_contrast_is_found_where_it_looks_as_no_other(tab):
    with tab() as t:
        t.open("book/index.html").page.evaluate(
            """document.querySelectorAll("main p")[3]
              .insertAdjacentHTML("beforeend", '<em style="color: #bbb">grey</em>')"""
        )
        with pytest.raises(AssertionError, match="color-contrast"):
            assert_accessible(t, rules=False)
