"""The pages of the book that is being built, for whoever needs one: each is read once in a build."""

from pathlib import Path
from weakref import WeakKeyDictionary

from sphinx.application import Sphinx

from bookext.execute.page import Page, Reader
from bookext.foreign import myst_nb_private

_READERS: WeakKeyDictionary[Sphinx, Reader] = WeakKeyDictionary()


def reader_of(app: Sphinx) -> Reader:
    """Return what reads the pages of the book, and knows the modules of its package.

    Args:
        app: the Sphinx application, whose environment is set up (from ``builder-inited`` on).
    """
    if app not in _READERS:
        _READERS[app] = Reader(
            Path(app.srcdir), lambda path, text: myst_nb_private.cells(app.env, path, text)
        )
    return _READERS[app]


def page_of(app: Sphinx, name: str, text: str | None = None) -> Page:
    """Return a page of the book.

    Args:
        app: the Sphinx application, whose environment is set up (from ``builder-inited`` on).
        name: docname of the page.
        text: its text, where Sphinx has read it already.
    """
    return reader_of(app).page(name, Path(app.srcdir, app.env.doc2path(name)), text)
