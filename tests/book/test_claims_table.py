"""The page of claims: complete, and filled from what the other pages glued in their last run."""

import re
import sys
from pathlib import Path

import pytest
import yaml
from small_book import build, write_book

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "_ext"))

from bookext.content import claims_table as claims  # noqa: E402

CLAIMS = yaml.safe_load((ROOT / "book" / "claims.yml").read_text("utf-8"))


def test_every_claim_has_its_row_in_order():
    assert [claim["claim"] for claim in CLAIMS] == [f"C{n}" for n in range(1, 30)]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim["claim"])
def test_a_row_is_well_formed(claim):
    assert claims.faults_of(claim) == []
    assert all(7 <= slide <= 43 for slide in claim["slides"])
    assert claim["says"].endswith(".")
    assert claim["experiment"].endswith(".")


def test_a_malformed_row_is_named():
    (missing,) = claims.faults_of({"claim": "C7", "says": "So.", "slides": [1]})
    assert missing.startswith("C7: expected the fields claim, experiment,")
    assert missing.endswith("Received: fields=claim, says, slides")
    (unknown,) = claims.faults_of(
        {"claim": "C7", "says": "", "slides": [], "experiment": "", "verdict": "holds"}
    )
    assert "C7" in unknown
    assert "verdict" in unknown.partition("Received: ")[2]


@pytest.mark.parametrize("text", ["holds", "it's 0.9 ± 0.1", 'so "called"', "a\nb"])
def test_a_glued_text_comes_back(text):
    assert claims.plain(repr(text)) == text


def test_a_glued_number_comes_back_as_it_was_shown():
    assert claims.plain("0.25") == "0.25"


HEAD = """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3, language: python}
---
# Title

(slide-11)=
## Section

"""
MEASURED = """(claim-c1)=
### The cell

```{code-cell} ipython3
from myst_nb import glue

glue("claim C1", "accuracy __VALUE__ ± 0.010", display=False)
glue("claim C1 verdict", "holds if it's large", display=False)
```
"""
LIST = "- {claim: C1, slides: [11], says: 'It pays, $x^2$.', experiment: See *there*.}\n"


CLAIMS_PAGE = "# Claims\n\n## All\n\n```{claims-table} claims.yml\n```\n"


class Site:
    """A book of pages that measure, and one with the table."""

    def __init__(self, folder, vega, **measuring):
        self.folder = folder
        write_book(folder, {**measuring, "claims": CLAIMS_PAGE}, vega=vega)
        self.write("claims.yml", LIST)

    def write(self, name, text):
        (self.folder / "book" / name).write_text(text)

    def build(self):
        """Build it; returns the exit status, what was printed, and the rows of the table as plain text."""
        status, output = build(self.folder)
        page = self.folder / "_build" / "html" / "book" / "claims.html"
        html = page.read_text("utf-8") if page.exists() else ""
        table = re.search(r'<table class="[^"]*claims[^"]*">(.*?)</table>', html, re.S)
        return status, output, re.sub(r"<[^>]+>", "", table[1]) if table else ""


@pytest.mark.minutes
@pytest.mark.slow
def test_the_table_follows_the_pages_also_when_it_was_built_before(tmp_path, vega):
    site = Site(tmp_path, vega, index=HEAD + MEASURED.replace("__VALUE__", "0.800"))
    status, output, row = site.build()
    assert status == 0, output[-3000:]
    measured = "accuracy 0.800\u00a0±\u00a00.010"
    for text in ("C1", "It pays", "See there", measured, "holds if it’s large", "11"):
        assert text.replace("’", "'") in row.replace("’", "'").replace("&#39;", "'")
    html = (tmp_path / "_build" / "html" / "book" / "claims.html").read_text("utf-8")
    assert 'href="index.html#claim-c1"' in html
    assert 'href="index.html#slide-11"' in html

    site.write("index.md", HEAD + MEASURED.replace("__VALUE__", "0.900"))  # the page of claims did not change
    status, output, row = site.build()
    assert status == 0, output[-3000:]
    assert "accuracy 0.900\u00a0±\u00a00.010" in row
    assert "0.800" not in row

    status, output, row = site.build()  # nothing changed: taken from the cache
    assert status == 0, output[-3000:]
    assert "accuracy 0.900\u00a0±\u00a00.010" in row

    site.write("index.md", HEAD + MEASURED.replace("verdict", "judgement").replace("__VALUE__", "0.900"))
    status, output, _ = site.build()
    assert status != 0
    assert "expected one page that glues 'claim C1 verdict'. Received: pages=none" in output


@pytest.mark.slow
@pytest.mark.parametrize(
    ("listed", "message"),
    [
        (LIST.replace("slides: [11]", "slides: [12]"), "slide-12"),
        (LIST.replace("experiment", "how"), "C1: expected the fields"),
        (LIST + LIST.replace("C1", "C2"), "Received: pages=none"),
    ],
    ids=["no such slide", "malformed", "not measured"],
)
def test_a_fault_in_the_list_fails_the_build(tmp_path, vega, listed, message):
    site = Site(tmp_path, vega, index=HEAD + MEASURED.replace("__VALUE__", "0.800"))
    site.write("claims.yml", listed)
    status, output, _ = site.build()
    assert status != 0
    assert message in output


@pytest.mark.slow
def test_two_pages_may_not_measure_one_claim(tmp_path, vega):
    first = HEAD + MEASURED.replace("__VALUE__", "0.800")
    second = first.replace("(slide-11)=\n", "").replace("(claim-c1)=\n", "").replace("0.800", "0.9")
    site = Site(tmp_path, vega, index=first, second=second)
    status, output, _ = site.build()
    assert status != 0
    assert "book/index, book/second" in output
