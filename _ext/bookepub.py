"""The whole book as an EPUB, from the same pages as the PDF.

    python _ext/bookepub.py SITE OUTPUT.epub

Sphinx's own builder knows neither how this book's formulas and figures are made nor XHTML that a reading
system accepts for its tabs and cards. Here Chromium writes the chapters that `bookpdf.js` has put together as
XHTML, `bookepub.js` having put MathML in the place of formulas that are drawn.
"""

import hashlib
import html
import re
import zipfile
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import bookpdf

STYLE = Path(__file__).with_suffix(".css")
TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg"}
PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
<head><title>{title}</title><link rel="stylesheet" href="book.css"/></head>
<body>{body}</body>
</html>
"""
CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="book/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"""
PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">{identifier}</dc:identifier><dc:title>{title}</dc:title>
<dc:creator>{author}</dc:creator>
<dc:language>en</dc:language><dc:rights>{licence}</dc:rights>
<meta property="dcterms:modified">{day}T00:00:00Z</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="style" href="book.css" media-type="text/css"/>
{items}
</manifest>
<spine>
{spine}
</spine>
</package>
"""
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def write_book(site: Path, output: Path) -> None:
    """Write the site in the folder ``site`` as the EPUB ``output``; two of the same site are alike.

    Raises:
        SystemExit: if there is no site, or no browser.
    """
    first = bookpdf.first_page(site)
    with bookpdf.opened(first) as page:
        made = bookpdf.make_book(page, first, {}, mathml=True)
        made |= page.evaluate(Path(__file__).with_suffix(".js").read_text("utf-8"))
    unfinished = output.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as book:
        # The first file says what this is, and is not packed.
        _add(book, "mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
        _add(book, "META-INF/container.xml", CONTAINER.encode())
        _add(book, "book/content.opf", _package(made).encode())
        _add(book, "book/nav.xhtml", _contents(made["files"]).encode())
        _add(book, "book/book.css", STYLE.read_bytes())
        for file in made["files"]:
            text = PAGE.format(title=html.escape(file["title"]), body=file["body"])
            _add(book, f"book/{file['name']}", text.encode())
        for name, address in made["pictures"].items():
            _add(book, f"book/{name}", Path(unquote(urlparse(address).path)).read_bytes())
    unfinished.replace(output)


def _add(book: zipfile.ZipFile, name: str, data: bytes, packing: int = zipfile.ZIP_DEFLATED) -> None:
    """Add a file with no time of its own."""
    book.writestr(zipfile.ZipInfo(name), data, packing)


def _package(made: dict[str, Any]) -> str:
    """The list of all that is in the book, and in which order it is read."""
    day = DAY.search(made["edition"])
    items = []
    for number, file in enumerate(made["files"]):
        has = " ".join(kind for kind in ("mathml", "svg") if file[kind])
        properties = f' properties="{has}"' if has else ""
        items.append(
            f'<item id="f{number}" href="{file["name"]}" media-type="application/xhtml+xml"{properties}/>'
        )
    for number, name in enumerate(made["pictures"]):
        kind = TYPES[Path(name).suffix.lower()]
        items.append(f'<item id="p{number}" href="{html.escape(name)}" media-type="{kind}"/>')
    texts = "".join(file["body"] for file in made["files"])
    return PACKAGE.format(
        identifier=f"urn:sha256:{hashlib.sha256(texts.encode()).hexdigest()}",
        title=html.escape(made["title"]),
        author=html.escape(made["author"]),
        licence=html.escape(bookpdf.LICENCE),
        day=day[0] if day else "2026-01-01",
        items="\n".join(items),
        spine="\n".join(f'<itemref idref="f{number}"/>' for number in range(len(made["files"]))),
    )


def _contents(files: list[dict[str, Any]]) -> str:
    """The page of contents that reading systems show."""
    rows = []
    for part, group in groupby(files, key=lambda file: file["part"]):
        entries = "\n".join(_entry(file) for file in group)
        rows.append(f"<li><span>{html.escape(part)}</span><ol>{entries}</ol></li>" if part else entries)
    body = f'<nav epub:type="toc"><h1>Contents</h1><ol>{"".join(rows)}</ol></nav>'
    return PAGE.format(title="Contents", body=body)


def _entry(file: dict[str, Any]) -> str:
    within = "".join(
        f'<li><a href="{file["name"]}#{anchor}">{html.escape(title)}</a></li>'
        for anchor, title in file["sections"]
    )
    title = f'<a href="{file["name"]}">{html.escape(file["title"])}</a>'
    return f"<li>{title}<ol>{within}</ol></li>" if within else f"<li>{title}</li>"


if __name__ == "__main__":
    bookpdf.start(write_book, "Written", __doc__)
