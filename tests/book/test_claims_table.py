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
from bookext.content import recorded  # noqa: E402
from bookext.record import files, making  # noqa: E402

from traindnn import claims as claims_rule  # noqa: E402
from traindnn.claims import FAMILY  # noqa: E402

CLAIMS = yaml.safe_load((ROOT / "book" / "claims.yml").read_text("utf-8"))


def test_every_claim_has_its_row_in_order():
    assert [claim["claim"] for claim in CLAIMS] == [f"C{n}" for n in range(1, 30)]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim["claim"])
def test_a_row_is_well_formed(claim):
    assert claims.faults_of(claim) == []
    assert all(7 <= slide <= 43 for slide in claim["slides"])
    assert claim["experiment"].endswith(".")
    assert claim["says"].endswith(".")
    assert len(set(claim["conditions"])) == len(claim["conditions"])


def test_the_rule_counts_with_all_comparisons():
    assert sum(len(claim["conditions"]) for claim in CLAIMS) <= FAMILY


def test_a_malformed_row_is_named():
    (missing,) = claims.faults_of({"claim": "C7", "quote": "So.", "slides": [1]})
    assert missing.startswith("C7: expected the fields claim, conditions, experiment,")
    assert missing.endswith("Received: fields=claim, quote, slides")
    row = {"claim": "C7", "says": "", "quote": "", "slides": [], "experiment": "", "conditions": ["a"]}
    assert claims.faults_of(row) == []
    (unknown,) = claims.faults_of({**row, "verdict": "holds"})
    assert "verdict" in unknown.partition("Received: ")[2]
    (empty,) = claims.faults_of({**row, "conditions": []})
    assert empty == "C7: expected a list of conditions. Received: conditions=[]"


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
from traindnn import claims

shift = __VALUE__
```

```{code-cell} ipython3
with_it, without = [shift + s / 100 for s in range(5)], [s / 100 for s in range(5)]
evidence = claims.Evidence("accuracy", {"it is large": claims.above(with_it, without)})
glue("claim C1", evidence, display=False)
```

```{recorded} C1
holds: It pays by all means, $x^2$.
not reproduced: It costs.
not settled: Who knows.
```
"""
LIST = (
    "- {claim: C1, slides: [11], says: 'It *pays*, $x^2$.', quote: It does pay, experiment: See *there*., "
    "conditions: [it is large]}\n"
)
CLAIMS_PAGE = "(ch-claims)=\n# Claims\n\n## All\n\n```{claims-table} claims.yml\n```\n"


def text_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).replace("\u00a0", " ")


class Site:
    """A book of pages that measure, and one with the table."""

    def __init__(self, folder, vega, **measuring):
        self.folder = folder
        write_book(folder, {**measuring, "claims": CLAIMS_PAGE}, vega=vega)
        self.write("claims.yml", LIST)

    def write(self, name, text):
        (self.folder / "book" / name).write_text(text)

    def page(self, name):
        path = self.folder / "_build" / "html" / "book" / f"{name}.html"
        return path.read_text("utf-8") if path.exists() else ""

    def build(self):
        """Build it; returns the exit status, what was printed, and the page of claims as plain text."""
        status, output = build(self.folder)
        article = re.search(r"<article.*?</article>", self.page("claims"), re.S)
        return status, output, text_of(article[0]) if article else ""

    def record(self, **changes):
        """Write a record in which the difference is as on the page, but for ``changes``."""
        cases = {"it is large": claims_rule.above([0.3 + s / 100 for s in range(5)], [0, 0.01, 0, 0.01, 0])}
        evidence = claims_rule.Evidence("test accuracy", cases)
        (measuring,) = making.measuring(self.folder)
        (key,) = measuring.keys.values()
        made = files.Made("2026-12-01", "0123abc", {}, ("The set.",), "3.12", {}, "CPU", 1.0)
        experiment = files.Experiment(changes.get("key", key), made, evidence.as_data())
        files.write(files.PageRecord("book/index", {"C1": experiment}, []), self.folder)


@pytest.mark.minutes
@pytest.mark.slow
def test_the_table_follows_pages_and_record_also_when_it_was_built_before(tmp_path, vega):
    site = Site(tmp_path, vega, index=HEAD + MEASURED.replace("__VALUE__", "0.8"))
    status, output, page = site.build()
    assert status == 0, output[-3000:]
    for text in (
        "C1",
        "It pays",
        "“It does pay”",
        "See there",
        "+0.800",
        "5 seeds",
        "11",
        "not recorded yet",
    ):
        assert text in page
    assert 'href="index.html#claim-c1"' in site.page("claims")
    assert 'href="index.html#slide-11"' in site.page("claims")
    assert "This experiment has not been recorded yet." in text_of(site.page("index"))

    site.record()  # neither page changed
    status, output, page = site.build()
    assert status == 0, output[-3000:]
    assert "executed" not in output
    assert "Of 1 claims on record, 1 hold." in page
    assert "holds" in page
    assert "Test accuracy: +0.316" in page
    chapter = text_of(site.page("index"))
    assert "It pays by all means" in chapter
    assert "Recorded 1 December 2026, full scale, judged by the book" in chapter
    assert "Test accuracy, with 95 % interval: +0.316 [" in chapter
    assert "changed since" not in chapter

    site.write("index.md", HEAD + MEASURED.replace("__VALUE__", "0.9"))
    status, output, page = site.build()
    assert status == 0, output[-3000:]
    assert "+0.900" in page
    assert "+0.800" not in page
    assert "of an earlier version of the experiment" in page
    assert "The experiment has changed since" in text_of(site.page("index"))

    site.write("index.md", HEAD + MEASURED.replace('"claim C1"', '"judgement"').replace("__VALUE__", "0.9"))
    status, output, _ = site.build()
    assert status != 0
    assert "expected one page that glues 'claim C1'. Received: pages=none" in output


@pytest.mark.slow
@pytest.mark.parametrize(
    ("listed", "message"),
    [
        (LIST.replace("slides: [11]", "slides: [12]"), "slide-12"),
        (LIST.replace("experiment", "how"), "C1: expected the fields"),
        (LIST.replace("it is large", "it is small"), "expected the conditions of C1 as they are listed"),
        (LIST + LIST.replace("C1", "C2"), "Received: pages=none"),
    ],
    ids=["no such slide", "malformed", "other conditions", "not measured"],
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


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("holds: a\nnot reproduced: b\nnot settled: c", ""),
        ("holds: a\nholds in part: if {conditions}\nnot reproduced: b\nnot settled: c", ""),
        ("holds: a\nnot reproduced: b", "Received: holds, not reproduced"),
        ("holds: a\nnot reproduced: b\nnot settled: c\nperhaps: d", "Received: holds, not reproduced, not s"),
        ("just a sentence", "Received: just a sentence"),
        ("a: 'b", "Expected a sentence for each verdict"),
    ],
)
def test_a_sentence_for_each_verdict_is_asked_for(body, fault):
    found = recorded.fault_of(body)
    assert fault in found
    assert bool(fault) == bool(found)
