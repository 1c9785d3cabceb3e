"""A page shows its text at once: formulas typeset before, one small style sheet, scripts afterwards."""

import re
import sys
from importlib import metadata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

sys.path.insert(0, str(Path(__file__).parents[2] / "_ext"))

from bookext.pages import accessible_html, formulas, html_tags, line_breaks, loading_order
from bookext.site import formula_fonts, icon_fonts, small_fonts, style_sheet, theme_script

PAGE = "<html><head><title>T</title></head><body>{}</body></html>"


def prepared(body):
    """A page with a body, prepared, and what was complained about."""
    complaints = []
    return formulas.prepared(PAGE.format(body), "fonts", complaints.append), complaints


def mathml(page):
    """The elements and texts of the formulas in a page, as a screen reader gets them."""
    return [re.findall(r"<(\w+)|>([^<]+)<", found) for found in re.findall(r"<math.*?</math>", page)]


def test_formulas_are_typeset_where_they_stand():
    page, complaints = prepared(
        r"<p>Before \(\frac{a}{b}\) and</p><div>\[x < \eta\]</div>".replace("< ", "&lt; ")
    )
    assert complaints == []
    assert re.search(r"<p>Before <mjx-container.*</mjx-container> and</p><div><mjx-container", page)
    fraction, line = mathml(page)
    assert fraction == [("math", ""), ("mfrac", ""), ("mi", ""), ("", "a"), ("mi", ""), ("", "b")]
    assert [text for _, text in line if text] == ["x", "&lt;", "η"]


def test_displayed_formulas_are_set_as_such_and_others_are_not():
    page, _ = prepared(r"\(\sum_{i}\) \[\sum_{i}\]")
    displayed = ['display="true"' in tag for tag in re.findall(r"<mjx-container[^>]*>", page)]
    assert displayed == [False, True]


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [("", ", and", ","), ("(", ").", ")."), ("see ", " and", ""), ("“", "”", "”")],
)
def test_punctuation_stays_with_its_formula(before, after, kept):
    page, _ = prepared(rf'{before}<span class="math notranslate">\(x\)</span>{after}')
    found = re.search(r'<span class="unbroken">(.?)<span class="math.*?</span>([^<]*)</span>', page)
    if kept:
        assert (found[1], found[2]) == (before, kept)
    else:
        assert found is None


def test_a_number_and_its_deviation_stay_on_one_line():
    held = line_breaks.hold_together("<p>0.29 ± 0.03, a ± b</p> <td>1 ± 2</td>")
    assert held == "<p>0.29\u00a0±\u00a00.03, a ± b</p> <td>1\u00a0±\u00a02</td>"


@pytest.mark.parametrize("html", ["<pre>1 ± 2</pre>", '<img alt="1 ± 2">', "<script>x = '1 ± 2'</script>"])
def test_what_is_not_running_text_stays_as_it_is(html):
    assert line_breaks.hold_together(f"<p>{html}</p>") == f"<p>{html}</p>"


@pytest.mark.parametrize(
    "body",
    [
        r"<pre>\(x\)</pre>",
        r"<code class='a'>\(x\)</code>",
        r"<script>let a = '\(x\)';</script>",
        r"<img alt='\(x\)'>",
        r"<!-- \(x\) -->",
        "<p>(x)</p>",
    ],
)
def test_what_is_no_formula_stays(body):
    assert prepared(body) == (PAGE.format(body), [])


@pytest.mark.parametrize("tex", [r"\nosuchcommand", r"\frac{a}", "a^b^c", r"\left( x"])
def test_a_mistake_is_told_and_stays_readable(tex):
    page, (complaint,) = prepared(rf"<p>\(a\) \({tex}\)</p>")
    assert tex in complaint
    assert rf"\({tex}\)</p>" in page
    assert "<mjx-merror" not in page
    assert len(mathml(page)) == 1


def test_a_page_does_not_depend_on_the_pages_before():
    first, second = r"\(\alpha\)", r"\[\mathbb{E}[X] \boldsymbol{\theta}\]"
    alone = prepared(first)[0]
    prepared(second)
    assert prepared(first)[0] == alone


def test_styles_of_a_page_name_the_fonts_as_seen_from_it():
    page, _ = prepared(r"\(x\)")
    assert set(re.findall(r'url\("([^"/]+)/', page)) == {"fonts"}


def test_all_letters_that_a_page_shows_are_found(tmp_path):
    (tmp_path / "page.html").write_text(prepared(r"\(x + \eta \cdot 7 \to \mathbb{E}\)")[0], "utf-8")
    assert {"x", "+", "η", "⋅", "7", "→", "E"} <= formula_fonts.letters(tmp_path)


def test_a_cut_font_has_the_letters_that_are_asked_for_and_no_others(tmp_path):
    whole = formulas.mathjax_folder() / "output/chtml/fonts/woff-v2/MathJax_Main-Regular.woff"
    small_fonts.cut(whole, tmp_path / "small.woff", {"7", "η", "+", "x", "\uf000"})
    small, large = TTFont(tmp_path / "small.woff").getBestCmap(), TTFont(whole).getBestCmap()
    assert set(small) == {ord(letter) for letter in "7η+x\uf000"} & set(large)
    assert (tmp_path / "small.woff").stat().st_size < whole.stat().st_size / 5


HEAD = """<title>T</title>
<script data-cfasync="false">document.documentElement.dataset.mode = "";</script>
<link href="../_static/styles/theme.css?digest=1" rel="stylesheet" />
<link rel="stylesheet" type="text/css" href="../_static/book.css?v=2" />
<link rel="preload" as="script" href="../_static/scripts/bootstrap.js?digest=1" />
<link rel="canonical" href="https://example.org/_static/x" />
<script src="../_static/a.js"></script>
<script>DOCUMENTATION_OPTIONS.pagename = 'x';</script>
<script defer="defer" src="../_static/b.js"></script>
<script defer src="../_static/scripts/fontawesome.js?digest=1"></script>
<script>let setting = 1;</script>
"""


def lightened(head):
    """A page with a head, lightened, and what was complained about."""
    complaints = []
    page = f"<head>{head}</head><body><p>Text.</p></body>"
    return loading_order.lightened(page, "../_static/styles.css", complaints.append), complaints


def test_text_waits_for_one_style_sheet_and_no_script():
    page, complaints = lightened(HEAD)
    assert complaints == []
    sheets = re.findall(r'<link [^>]*rel="stylesheet"[^>]*>', page)
    assert len(sheets) == 1
    assert 'data-parts="styles/theme.css book.css"' in sheets[0]
    assert "preload" not in page
    assert "fontawesome" not in page
    assert "canonical" in page
    for tag in re.findall(r"<script([^>]*)>", page):
        assert "src" not in tag or "defer" in tag
    # What uses another script runs after it; what only sets a variable runs at once, as it did.
    assert '<script type="module">DOCUMENTATION_OPTIONS' in page
    assert "<script>let setting" in page


def test_lightening_twice_changes_nothing_more():
    once, _ = lightened(HEAD)
    scripts = re.sub(r"<link[^>]*>\s*", "", once)
    assert loading_order.lightened(scripts, "../_static/styles.css", [].append) == scripts


@pytest.mark.parametrize(
    ("gone", "named"),
    [
        ('<link href="../_static/styles/theme.css?digest=1" rel="stylesheet" />', None),  # there is another
        ('rel="stylesheet"', "style sheets"),
        ('rel="preload"', "preloaded scripts"),
        ("fontawesome.js", "fontawesome.js"),
        ("DOCUMENTATION_OPTIONS.", "DOCUMENTATION_OPTIONS"),
    ],
)
def test_what_a_release_of_the_theme_loads_differently_is_told(gone, named):
    _, complaints = lightened(HEAD.replace(gone, ""))
    if named is None:
        assert complaints == []
    else:
        (complaint,) = complaints
        assert named in complaint
        assert f"pydata-sphinx-theme {metadata.version('pydata-sphinx-theme')}" in complaint


def test_other_rules_have_another_address(tmp_path):
    page = tmp_path / "book" / "page.html"
    page.parent.mkdir()
    page.write_text(lightened(HEAD)[0], "utf-8")

    def address(css):
        style_sheet.name_version(tmp_path, css)
        return re.search(r'styles\.css\?v=(\w+)"', page.read_text("utf-8"))[1]

    assert address("p{a:b}") != address("p{a:c}")
    assert address("p{a:b}") == address("p{a:b}")
    assert address("p{a:b}") not in style_sheet.words(tmp_path)


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        ("p{a:b}", "p{a:b}"),
        (".used{a:b}", ".used{a:b}"),
        (".unknown{a:b}", ""),
        (".used .unknown{a:b}", ""),
        (".used, .unknown{a:b}", ".used{a:b}"),
        ("#place::before{a:b}", "#place::before{a:b}"),
        ("#nowhere{a:b}", ""),
        ("p:not(.unknown):hover{a:b}", "p:not(.unknown):hover{a:b}"),
        (".used[data-x=y] > p{a:b}", ".used[data-x=y] > p{a:b}"),
        ("/* said */ p { a : b }", "p{a : b}"),
        ("@media print{.unknown{a:b} p{a:b}}", "@media print{\np{a:b}\n}"),
        ("@media print{.unknown{a:b}}", ""),
        ("@font-face{font-family:X}", "@font-face{font-family:X}"),
        ("@keyframes k{from{a:b}to{a:c}}", "@keyframes k{from{a:b}to{a:c}}"),
    ],
)
def test_rules_that_apply_to_nothing_are_left_out(css, kept):
    assert style_sheet.only(css, {"p", "used", "place"}) == kept


def test_imported_sheets_and_addresses_keep_their_meaning(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "base.css").write_text('a{background:url(picture.png)} b{background:url("data:x")}')
    (tmp_path / "deep" / "top.css").write_text('@import "../base.css"; c{background:url(../d/e.svg?v=1)}')
    css = style_sheet.whole(tmp_path / "deep" / "top.css", tmp_path)
    assert "@import" not in css
    assert set(re.findall(r'url\("([^"]*)"\)', css)) == {"picture.png", "data:x", "d/e.svg"}


def test_icons_of_a_style_sheet_come_from_a_small_font(tmp_path):
    theme = next(Path(sys.prefix).rglob("pydata_sphinx_theme/**/fa-solid-900.ttf"))
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / theme.name).write_bytes(theme.read_bytes())
    face = 'url("f/fa-solid-900.woff2") format("woff2"),url("f/fa-solid-900.ttf") format("truetype")'
    css = icon_fonts.cut_fonts(f'@font-face{{src:{face}}}.fa-xmark::before{{content:"\uf00d"}}', tmp_path)
    assert 'src:url("f/fa-solid-900.woff") format("woff")' in css
    assert set(TTFont(tmp_path / "f" / "fa-solid-900.woff").getBestCmap()) == {0xF00D}


THEME = next(Path(sys.prefix).rglob("pydata_sphinx_theme/theme/**/static/scripts/pydata-sphinx-theme.js"))


@pytest.fixture
def warnings(monkeypatch):
    """What the extension's modules for the site warn about."""
    told = []
    for module in (theme_script, icon_fonts, formula_fonts, style_sheet):
        monkeypatch.setattr(
            module.LOG,
            "warning",
            lambda message, *words, **_: told.append(message % words if words else message),
        )
    return told


def test_the_theme_measures_nothing_by_itself(warnings):
    script = THEME.read_text("utf-8")
    assert ".tabIndex=e.scrollWidth" in script
    spared = theme_script.spared(script)
    assert ".tabIndex=e.scrollWidth" not in spared
    assert len(spared) < len(script)
    assert theme_script.spared(spared) == spared
    assert warnings == []


@pytest.mark.parametrize("times", [0, 2])
def test_a_theme_that_measures_elsewhere_is_told(warnings, times):
    theme_script.spared(THEME.read_text("utf-8") * times)
    (warning,) = warnings
    assert f"Received: {times}" in warning
    assert metadata.version("pydata-sphinx-theme") in warning


def test_a_theme_without_fonts_of_icons_is_told(warnings, tmp_path):
    assert icon_fonts.cut_fonts("p{a:b}", tmp_path) == "p{a:b}"
    (warning,) = warnings
    assert "fonts of icons" in warning


def test_formulas_whose_letters_are_not_found_are_told(warnings, tmp_path):
    (tmp_path / "page.html").write_text("<style>mjx-container {} mjx-c::before { content: '7' }</style>")
    assert formula_fonts.letters(tmp_path) == set()
    (warning,) = warnings
    assert metadata.version("sphinx-mathjax-offline") in warning


def test_a_page_without_a_head_cannot_hold_the_styles_of_its_formulas():
    complaints = []
    formulas.prepared(r"<p>\(x\)</p>", "fonts", complaints.append)
    assert "</head>" in complaints[0]


@pytest.mark.parametrize("repair", accessible_html.REPAIRS, ids=lambda repair: next(iter(repair.texts)))
def test_generated_html_that_is_no_longer_repaired_is_told(repair):
    complaints = []
    body = "".join(repair.texts)
    better = accessible_html.repaired(body * 2, repair, 2 * len(repair.texts), complaints.append)
    assert better == "".join(repair.texts.values()) * 2
    assert complaints == []
    assert accessible_html.repaired(better, repair, 1, complaints.append) == better
    (complaint,) = complaints
    assert f"Received: 0, from {repair.package} {metadata.version(repair.package)}" in complaint


def test_only_what_is_changed_changes():
    html = (
        '<p viewBox=1>&nbsp;é</p>\n<link\n rel=a href="x>y">  <script>"</p>"</script>\n'
        "<BR/><script src=b></script>"
    )
    found = html_tags.elements(html, {"link", "script"})
    assert [html[e.start : e.end] for e in found] == [
        '<link\n rel=a href="x>y">',
        '<script>"</p>"</script>',
        "<script src=b></script>",
    ]
    assert [e.code for e in found] == ["", '"</p>"', ""]
    assert html_tags.changed(html, []) == html
    assert html_tags.changed(html, [(found[0], ""), (found[2], "!")]) == (
        '<p viewBox=1>&nbsp;é</p>\n<script>"</p>"</script>\n<BR/>!'
    )
