"""The map of the slides is made from the labels of the book: a small real build."""

import re
import sys
from pathlib import Path

import pytest
from sphinx.testing.util import SphinxTestApp

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "_ext"))

CHAPTER = """
Power
=====

.. _slide-12:
.. _slide-13:

Scheduling
----------

.. math:: a = b
   :label: eq-1

Graded in ``ps1-schedules``, not in ``psql-1``.
"""
MAP = """
Map
===

.. slide-map::

   1-5 | Title | | index
   12 | Power Scheduling | 1, 2
   13 | Code
   14 | Missing
"""


@pytest.fixture
def build(tmp_path):
    def build(page=MAP):
        (tmp_path / "conf.py").write_text("extensions = ['bookext.content.slide_map']\n")
        (tmp_path / "index.rst").write_text("Start\n=====\n\n.. toctree::\n\n   chapter\n   map\n")
        (tmp_path / "chapter.rst").write_text(CHAPTER)
        (tmp_path / "map.rst").write_text(page)
        app = SphinxTestApp("html", srcdir=tmp_path)
        app.build()
        html = (Path(app.outdir) / "map.html").read_text(encoding="utf-8")
        warnings = app.warning.getvalue()
        app.cleanup()
        return re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.S), warnings

    return build


def text(row):
    return [
        re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)
    ]


def test_rows_link_to_what_carries_the_labels(build):
    rows, warnings = build()
    assert not warnings
    assert text(rows[0]) == ["slide", "title", "section", "equations", "problem set"]
    assert text(rows[2]) == ["12", "Power Scheduling", "Power: Scheduling", "(1), (2)", "ps1-schedules"]
    assert 'href="chapter.html#slide-12"' in rows[2] or 'href="chapter.html#slide-13"' in rows[2]
    assert 'href="chapter.html#equation-eq-1"' in rows[2]
    assert text(rows[3])[2] == "Power: Scheduling"


def test_slides_without_a_section_have_their_page_or_say_so(build):
    rows, _ = build()
    assert text(rows[1]) == ["1–5", "Title", "Start", "", ""]
    assert 'href="index.html"' in rows[1]
    assert text(rows[4])[2] == "not in this edition"


def test_a_line_of_another_form_is_an_error(build):
    _, warnings = build("Map\n===\n\n.. slide-map::\n\n   twelve | Power\n")
    assert "expected `slide | title | equations | page`. Received: line='twelve | Power'" in warnings


def test_the_books_map_has_every_slide_and_equation_once():
    page = (ROOT / "book" / "slide_map.md").read_text(encoding="utf-8")
    lines = re.search(r"```\{slide-map\}\n(.*?)```", page, re.S)[1].strip().splitlines()
    rows = [[field.strip() for field in line.split("|")] for line in lines]
    slides = []
    for first, _, last in (row[0].partition("-") for row in rows):
        slides += range(int(first), int(last or first) + 1)
    assert slides == list(range(1, 45))
    equations = {int(n) for row in rows if len(row) > 2 for n in row[2].split(",") if n}
    assert equations == set(range(1, 21))
