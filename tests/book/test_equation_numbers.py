"""Numbers of equations: the lecture's as on the slides, the book's own once in the whole book."""

import re
import sys
from pathlib import Path

import pytest
from sphinx.testing.util import SphinxTestApp

sys.path.insert(0, str(Path(__file__).parents[2] / "_ext"))

from bookext.content import equation_numbers

INDEX = """
Start
=====

.. toctree::
   :numbered:

   first
   second

.. toctree::

   third
"""
PAGE = """
{title}
=======

.. math:: a = b
   :label: one-{title}

.. math:: c = d
   :label: {lecture}

.. math:: e = f
   :label: two-{title}

See :eq:`one-first`, :eq:`two-second`, :eq:`eq-7`.
"""


@pytest.mark.parametrize(
    ("number", "section", "shown"),
    [
        ("b", (3,), "3.b"),
        ("3.b", (3,), "3.b"),
        ("7", (3,), "7"),
        ("b", (), "b"),
        ("b", (12, 1), "12.b"),
    ],
)
def test_letters_get_the_number_of_their_chapter_once(number, section, shown):
    assert equation_numbers.with_chapter(number, section) == shown


def test_each_number_occurs_once_and_is_shown_where_it_is_referred_to(tmp_path):
    (tmp_path / "conf.py").write_text(
        "extensions = ['sphinx.ext.mathjax', 'bookext.content.equation_numbers']\n"
        "math_eqref_format = '({number})'\n"
    )
    (tmp_path / "index.rst").write_text(INDEX)
    for title, lecture in (("first", "eq-7"), ("second", "eq-3"), ("third", "eq-5")):
        (tmp_path / f"{title}.rst").write_text(PAGE.format(title=title, lecture=lecture))
    for _ in range(2):  # a second build reads nothing, and knows the numbers of the first
        app = SphinxTestApp("html", srcdir=tmp_path, freshenv=False)
        app.build()
        assert not app.warning.getvalue()
        app.cleanup()
        (tmp_path / "third.rst").write_text(PAGE.format(title="third", lecture="eq-6"))
    pages = {
        title: (Path(app.outdir) / f"{title}.html").read_text("utf-8")
        for title in ("first", "second", "third")
    }
    numbers = [re.findall(r'<span class="eqno">\(([^)]*)\)', html) for html in pages.values()]
    assert numbers == [["1.a", "7", "1.b"], ["2.a", "3", "2.b"], ["a", "6", "b"]]
    for html in pages.values():
        text = re.sub(r"<[^>]+>", "", html)
        assert "See (1.a), (2.b), (7)." in text
