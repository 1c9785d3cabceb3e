"""The book as PDF and EPUB: what the contents say is true, nothing that only works on a screen is in it."""

import re
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "_ext"))

import bookepub  # noqa: E402
import bookpdf  # noqa: E402

FIRST = """<!doctype html><html lang="en"><head><title>Index</title>
<link rel="canonical" href="https://example.org/site/book/index.html" /></head><body>
<nav class="bd-links"><ul><li class="toctree-l1"><a href="#">Home</a></li></ul>
<p class="caption">The lecture</p><ul><li class="toctree-l1"><a href="one.html">1. One</a></li>
<li class="toctree-l1"><a href="two.html">2. Two</a></li></ul></nav>
<article class="bd-article"><section id="book"><h1>The book</h1><section id="how"><h2>How to read</h2>
<p>From <a href="two.html#far">here</a>, or <a href="two.html">anywhere</a>.</p></section>
<dl class="build-facts"><dt>Version:</dt><dd>1.2</dd></dl></section></article>
<p class="component-author">By The writers</p></body></html>"""
CHAPTER = """<!doctype html><html lang="en"><body><article class="bd-article"><section id="start">
<h1>{number}. {name}<a class="headerlink" href="#start">#</a></h1>
<details class="hide"><summary>Show</summary><pre>folded_code()</pre></details>
<div class="highlight-python"><pre>{code}</pre></div>
<div class="selfcheck"><fieldset><legend>Why?</legend>
<details><ul><li>Because.</li></ul></details></fieldset></div>
<div class="exercise admonition" id="ex"><p class="admonition-title">Exercise</p></div>
<div class="solution dropdown admonition"><p class="admonition-title">Solution to
<a href="#ex">Exercise</a></p><p>Answer {number}</p></div>
<section id="far"><h2>{number}.1. Far</h2><p>Text {number}</p>
<a href="../_downloads/set.ipynb">a set</a></section></section></article></body></html>"""


TEXTS = """() => ({
  text: document.body.innerText,
  links: [...document.querySelectorAll("a[href]")].map((a) => a.getAttribute("href")),
  ids: [...document.querySelectorAll("[id]")].map((e) => e.id),
  heads: [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText))
    .filter((rule) => /top-left.*1\\. One/s.test(rule)),
})"""


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """Return the first page of a small site."""
    folder = tmp_path_factory.mktemp("site") / "book"
    folder.mkdir()
    (folder / "index.html").write_text(FIRST)
    for number, name in enumerate(("one", "two"), 1):
        page = CHAPTER.format(number=number, name=name.title(), code="shown = 1\n" * 150)
        (folder / f"{name}.html").write_text(page)
    return folder / "index.html"


def test_a_book_is_made_of_the_pages(first):
    with bookpdf.opened(first) as page:
        made = bookpdf.make_book(page, first, {})
        book = page.evaluate(TEXTS)
    assert (made["title"], made["author"]) == ("The book", "The writers")
    text = book["text"]
    order = ["The book", "Version", "Contents", "How to read", "Text 1", "Answer 1", "Text 2", "Answer 2"]
    places = [text.rindex(part) for part in order]
    assert places == sorted(places)
    # Each chapter has its answers and solutions behind it, once.
    assert text.count("Because.") == text.count("Solution to Exercise") == 2
    assert text.index("Why?") < text.index("Text 1") < text.index("Because.")
    for gone in ("folded_code", "Show", "#"):
        assert gone not in text
    assert len(book["ids"]) == len(set(book["ids"]))
    inner = {link[1:] for link in book["links"] if link.startswith("#")}
    assert inner <= set(book["ids"])
    assert "two--far" in inner
    assert "https://example.org/site/_downloads/set.ipynb" in book["links"]
    assert len(book["heads"]) == 1


def test_the_contents_name_the_pages_on_which_chapters_begin(first, tmp_path):
    output = tmp_path / "book.pdf"
    named = bookpdf.print_book(first.parents[1], output)
    assert bookpdf.pages_of(output, list(named)) == named
    assert named["one--start"] < named["one--far"] <= named["one--solutions-collected"] < named["two--start"]
    with pikepdf.open(output) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
        assert titles == ["Contents", "About this book", "1. One", "2. Two"]
        assert [item.title for item in outline.root[2].children] == ["1.1. Far", "Solutions"]
        assert len(pdf.pages) > named["two--start"]
        assert "/StructTreeRoot" in pdf.Root, "the PDF is tagged"
        assert str(pdf.docinfo.get("/Title", "")) == "The book"


def test_a_folder_without_a_site_is_refused(tmp_path):
    with pytest.raises(SystemExit, match=re.escape(f"folder={tmp_path}") + ".*make book"):
        bookpdf.print_book(tmp_path, tmp_path / "book.pdf")


def test_a_reading_system_finds_all_that_the_epub_names(first, tmp_path):
    """What epubcheck looks for first; all of it takes Java."""
    output = tmp_path / "book.epub"
    bookepub.write_book(first.parents[1], output)
    with zipfile.ZipFile(output) as book:
        assert book.infolist()[0].filename == "mimetype"
        assert book.infolist()[0].compress_type == zipfile.ZIP_STORED
        files = {name: book.read(name) for name in book.namelist()}
    package = ElementTree.fromstring(files["book/content.opf"])
    items = {item.get("id"): item.get("href") for item in package.findall(".//{*}item")}
    listed = {f"book/{href}" for href in items.values()}
    assert listed == files.keys() - {"mimetype", "META-INF/container.xml", "book/content.opf"}
    read = [items[item.get("idref")] for item in package.findall(".//{*}itemref")]
    assert read == [
        "cover.xhtml",
        "imprint.xhtml",
        "chapter-00.xhtml",
        "chapter-01.xhtml",
        "chapter-02.xhtml",
    ]
    pages = {name: ElementTree.fromstring(text) for name, text in files.items() if name.endswith(".xhtml")}
    places = {(name, place.get("id")) for name, page in pages.items() for place in page.iter()}
    for page in pages.values():
        for link in page.findall(".//{*}a"):
            target, _, anchor = link.get("href").partition("#")
            assert target.startswith("https:") or (f"book/{target}", anchor or None) in places, link.get(
                "href"
            )
    assert "".join(pages["book/chapter-01.xhtml"].itertext()).count("Answer 1") == 1
    bookepub.write_book(first.parents[1], tmp_path / "again.epub")
    assert (tmp_path / "again.epub").read_bytes() == output.read_bytes()
