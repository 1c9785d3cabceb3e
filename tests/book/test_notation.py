"""The page on notation lists every symbol of every chapter, and each has one meaning there."""

import re

import pytest
import symbols
from chapters import ROOT, chapters

NOTATION = (ROOT / "book" / "notation.md").read_text("utf-8")
LISTED = symbols.listed(NOTATION)
PAGES = chapters()
WITH_FORMULAS = [page for page in PAGES if symbols.of_page(page.text)]


@pytest.mark.parametrize("page", WITH_FORMULAS, ids=lambda page: page.path.stem)
def test_every_symbol_of_a_page_is_listed(page):
    own = LISTED.get(page.labels[0], [])
    known = set().union(*LISTED[""], *own)
    missing = symbols.of_page(page.text) - known
    assert not missing, f"list them in book/notation.md, under {{ref}}`{page.labels[0]}`: {sorted(missing)}"


@pytest.mark.parametrize("page", WITH_FORMULAS, ids=lambda page: page.path.stem)
def test_every_symbol_that_is_listed_for_a_page_stands_there(page):
    own = set().union(*LISTED.get(page.labels[0], []))
    unused = own - symbols.of_page(page.text)
    assert not unused, f"strike them from book/notation.md: {sorted(unused)}"


@pytest.mark.parametrize("label", LISTED)
def test_no_symbol_has_two_rows_in_a_table(label):
    seen = [symbol for row in LISTED[label] for symbol in row]
    twice = {symbol for symbol in seen if seen.count(symbol) > 1}
    assert not twice, f"two meanings: {sorted(twice)}"


def test_every_table_belongs_to_a_page():
    assert set(LISTED) - {""} <= {page.labels[0] for page in PAGES}


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        (r"\widehat{\boldsymbol\theta}_i^{\mathsf T}\mathbf x", {"hat bold theta", "i", "bold x"}),
        (r"\eta_{\text{eff}} = \eta_{\min}", {"eta eff", "eta min"}),
        (r"\int e^{rx}\varphi(x)\,dx", {"e", "r", "x", "varphi"}),
        (r"\operatorname{Var}(n_j) \le \text{fan-in}", {"n", "j"}),
        (r"\overline{\sigma^2} + \bar v", {"bar sigma", "bar v"}),
        (r"\dot{\mathbf F}^k", {"dot bold F", "k"}),
    ],
)
def test_symbols_are_told_by_letter_and_accent(formula, found):
    assert symbols.symbols(formula) == found


def test_code_and_indices_of_a_table_are_no_symbols():
    page = "---\na: $q$\n---\n```{code-cell}\n$z$\n```\n\nSo `$v$` is $a_k$:\n\n$$\nb\n$$ (eq-c)\n"
    assert symbols.of_page(page) == {"a", "k", "b"}
    assert symbols.listed("# N\n\n## H\n\n{ref}`ch-x`\n\n| $a_k$, $b$ | c |\n") == {"ch-x": [{"a", "b"}]}


def test_every_name_in_code_is_one():
    written = [*(ROOT / "traindnn").rglob("*.py"), *(ROOT / "book").glob("*.md")]
    code = "\n".join(path.read_text("utf-8") for path in written if path.stem != "notation")
    rows = [line for line in NOTATION.splitlines() if line.startswith("| $")]
    names = {name for row in rows for name in re.findall(r"`([^`]+)`", row.rsplit("|", 2)[1])}
    unknown = {name for name in names if not re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", code)}
    assert not unknown, f"not found in traindnn or in a chapter: {sorted(unknown)}"
