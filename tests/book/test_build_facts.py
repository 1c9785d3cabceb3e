"""The first page offers the book as one file: this build's where it was made, else the newest release's."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "_ext"))

from bookext.content import build_facts


@pytest.fixture
def app(tmp_path, monkeypatch):
    monkeypatch.delenv(build_facts.PRINTED_IN, raising=False)
    (tmp_path / "site").mkdir()
    options = {"repository_url": "https://example.org/book/"}
    return SimpleNamespace(
        srcdir=tmp_path,
        outdir=tmp_path / "site",
        builder=SimpleNamespace(name="html"),
        config=SimpleNamespace(html_theme_options=options),
    )


def links(app):
    return {node.astext(): node["refuri"] for node in build_facts.printed(app) if node.tagname == "reference"}


def test_without_a_printed_book_the_newest_release_is_linked(app):
    release = "https://example.org/book/releases/latest/download/"
    assert links(app) == {"PDF": f"{release}book.pdf", "EPUB": f"{release}book.epub"}
    assert "of the newest release" in build_facts.printed(app)[0].astext()
    app.config.html_theme_options = {}
    assert build_facts.printed(app) == []


def test_a_printed_book_is_linked_and_brought_along(app, tmp_path, monkeypatch):
    (tmp_path / "printed").mkdir()
    (tmp_path / "printed" / "book.pdf").write_bytes(b"new")
    (tmp_path / "site" / "book.epub").write_bytes(b"of an earlier build")
    monkeypatch.setenv(build_facts.PRINTED_IN, "printed")
    assert links(app) == {"PDF": "../book.pdf"}
    build_facts.bring_along(app, None)
    assert [(path.name, path.read_bytes()) for path in app.outdir.iterdir()] == [("book.pdf", b"new")]
    monkeypatch.delenv(build_facts.PRINTED_IN)
    build_facts.bring_along(app, None)
    assert list(app.outdir.iterdir()) == []
