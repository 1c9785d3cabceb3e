"""Listings keep the code and the shapes; the page of the package has each function that a listing shows."""

import ast
import re
import sys
from pathlib import Path

import pytest
from chapters import ROOT, pages
from docutils.nodes import caption
from sphinx.testing.util import SphinxTestApp

sys.path.insert(0, str(ROOT / "_ext"))

from bookext.content import api, listings

SHOWN = [
    (page.path.stem, file, name)
    for page in pages()
    for file, name in re.findall(r"\{literalinclude\} \.\./(\S+)\n:pyobject: (\w+)", page.text)
]
LONG = '''\
@cached
def both(x, y, rate=0.5):
    """Say what, in a sentence that
    goes on.

    More about it.

    Args:
        x: (m, d) samples;
            see (3, 4).
        y: float array, (m,) targets.
        rate: (of stage 1, of stage 2).

    Returns:
        (m, p_{k+1}) sum, and `more`. Then again.

    Raises:
        ValueError: never.
    """
    def inner():
        "Inner."
        return x  # kept

    return inner() + y
'''
PACKAGE = '''\
"""A module."""


class Rate(Base):
    """A rate.

    Args:
        lr0: the first.
    """

    lr0: float
    """The first."""

    def __init__(self, lr0: float, *, s: int = 3, **more: object) -> None:
        self.lr0 = lr0

    @property
    def half(self) -> float:
        """Half of it."""


def power(t: "int", *rest: int, c: float = 1.0) -> float:
    """A power of |t|, not of |c|.

    More: ``|t|``.

    Args:
        t: (n,) steps.
    """
    return t**c


def _hidden() -> None:
    """Nothing."""
'''


def without_docstrings(source):
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, listings.Documented) and ast.get_docstring(node) is not None:
            node.body[0] = ast.Expr(ast.Constant(""))
    return ast.unparse(tree)


def test_a_docstring_is_cut_to_what_and_shapes():
    shown = listings.shortened(LONG)
    assert '    """Say what, in a sentence that goes on.\n\n    Shapes: x (m, d), y (m,); returns' in shown
    assert "(m, p_{k+1}) sum, and more." in shown
    for gone in ("More about it", "(3, 4)", "of stage", "Then again", "never"):
        assert gone not in shown
    assert '"""Inner."""' in shown
    assert "# kept" in shown


def test_all_but_docstrings_stays():
    assert without_docstrings(listings.shortened(LONG)) == without_docstrings(LONG)


@pytest.mark.parametrize("path", sorted((ROOT / "traindnn").glob("*.py")), ids=lambda path: path.stem)
def test_the_code_of_the_package_stays(path):
    source = path.read_text("utf-8")
    assert without_docstrings(listings.shortened(source)) == without_docstrings(source)


@pytest.mark.parametrize(
    ("says", "shape"),
    [
        ("(m, d) x", "(m, d)"),
        ("(…, K) p", "(…, K)"),
        ("(n + 1,) rates", "(n + 1,)"),
        ("(two, words) no", None),
    ],
)
def test_shapes_are_told_from_words(says, shape):
    found = listings.SHAPE.search(says)
    assert (found and found[0]) == shape


@pytest.mark.parametrize(("page", "file", "name"), SHOWN)
def test_what_a_listing_shows_is_described_on_the_page_of_the_package(page, file, name):
    described = re.findall(r"^```\{api\} (\S+)$", (ROOT / "book" / "api.md").read_text("utf-8"), re.M)
    assert listings.dotted(f"../{file}", name).removesuffix(f".{name}") in described


def test_signatures_have_no_types():
    (_, power) = api.described(ast.parse(PACKAGE), "package.module")
    assert power.startswith(".. py:function:: power(t, *rest, c=1.0)\n   :module: package.module\n")


# Named, for what Sphinx adds to its default stays for the books that are built after this one.
SUFFIX = "source_suffix = {'.md': 'markdown'}\n"


@pytest.fixture
def site(tmp_path):
    (tmp_path / "conf.py").write_text(
        f"{SUFFIX}extensions = ['myst_parser', 'bookext.content.listings', 'bookext.content.api']\n"
        "nitpicky = True\n"
    )
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "module.py").write_text(PACKAGE)
    (tmp_path / "index.md").write_text("# Start\n\n```{toctree}\nlisting\napi\n```\n", encoding="utf-8")
    (tmp_path / "listing.md").write_text(
        "# Listing\n\n```{literalinclude} package/module.py\n:pyobject: power\n:caption: A power\n```\n"
    )
    (tmp_path / "api.md").write_text("# API\n\n```{api} package.module\n```\n")
    app = SphinxTestApp("html", srcdir=tmp_path)
    app.build()
    yield app
    app.cleanup()


def test_a_listing_leads_to_the_whole_description(site):
    assert not site.warning.getvalue()
    html = (Path(site.outdir) / "listing.html").read_text("utf-8")
    assert "Shapes: t (n,)." in html
    assert "More" not in html
    assert re.search(r'A power · <a[^>]*href="api.html#package.module.power"[^>]*>', html)
    (found,) = site.env.get_doctree("listing").findall(caption)
    assert found.astext() == "A power · full description"


def test_the_page_of_the_package_has_what_is_public(site):
    html = (Path(site.outdir) / "api.html").read_text("utf-8")
    anchors = set(re.findall(r'id="package\.module\.([\w.]+)"', html))
    assert anchors == {"Rate", "Rate.lr0", "Rate.half", "power"}
    text = re.sub(r"<[^>]+>", "", html)
    assert "A power of |t|, not of |c|." in text
    assert "More: |t|." in text


def test_a_module_that_is_not_there_is_named(tmp_path):
    (tmp_path / "conf.py").write_text(f"{SUFFIX}extensions = ['myst_parser', 'bookext.content.api']\n")
    (tmp_path / "index.md").write_text("# API\n\n```{api} package.nothing\n```\n")
    app = SphinxTestApp("html", srcdir=tmp_path)
    app.build()
    warnings = app.warning.getvalue()
    app.cleanup()
    assert "Expected a module of the book's package. Received: package.nothing" in warnings
