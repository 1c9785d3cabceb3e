"""What the book puts into the lecturer's mouth, he has said: each quotation is found in the list of them."""

import re

import pytest
import yaml
from chapters import ROOT, pages

LISTED = yaml.safe_load((ROOT / "book" / "quotations.yml").read_text("utf-8"))
CLAIMS = yaml.safe_load((ROOT / "book" / "claims.yml").read_text("utf-8"))
QUOTED = re.compile(r'"([^"]+)"|“([^”]+)”')
BOX = re.compile(
    r"^(`{3,})\{admonition\} (?:On the slides|Good practice|Takeaway)\n(?::.*\n)*(.*?)^\1$", re.M | re.S
)
ROWS = re.compile(r"^\* - \*\*R\d+\*\*\n  - (.*)\n  - (.*)\n  - (.*)\n", re.M)
KINDS = {"misprint", "omission", "convention", "out of date"}
LONGEST = 60  # words


def words(text):
    """The text without what typesetting adds or takes away."""
    return " ".join(re.sub(r"[*$\\_]", "", text).split()).strip(" .,;:").casefold()


def quotations(text):
    return [words(match[1] or match[2]) for match in QUOTED.finditer(text)]


def found(quotation, slides=None):
    """Whether the quotation, or each part of it between dots, is listed for one of the slides."""
    listed = [words(text) for slide in slides or LISTED for text in LISTED.get(slide, [])]
    parts = [part for part in re.split(r"…|\.\.\.", quotation) if words(part)]
    return all(any(words(part) in text for text in listed) for part in parts)


ERRATA = next(page for page in pages() if page.path.stem == "errata")


@pytest.mark.parametrize("row", ROWS.findall(ERRATA.text), ids=lambda row: words(row[0])[:20])
def test_a_row_of_the_errata_quotes_the_slides_that_it_names(row):
    where, kind, says = row
    slides = [int(n) for n in re.findall(r"\b(\d+)\b", re.sub(r"<.*?>", "", where))]
    assert kind in KINDS
    assert slides
    assert [text for text in quotations(says) if not found(text, slides)] == []


def test_the_errata_have_their_rows():
    assert len(ROWS.findall(ERRATA.text)) >= 32


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim["claim"])
def test_a_claim_is_quoted_from_its_slides(claim):
    quotes = claim.get("quote", [])
    quotes = [quotes] if isinstance(quotes, str) else quotes
    assert [text for text in quotes if not found(words(text), claim["slides"])] == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.path.stem)
def test_a_box_about_the_slides_quotes_them(page):
    missing = [text for box in BOX.finditer(page.text) for text in quotations(box[2]) if not found(text)]
    assert missing == []


def test_the_list_is_one_of_short_passages_by_slide():
    for slide, texts in LISTED.items():
        assert 1 <= slide <= 44
        assert all(len(text.split()) <= LONGEST for text in texts), slide


def test_nothing_is_listed_that_the_book_does_not_quote():
    quoted = [text for page in pages() for text in quotations(page.prose)]
    for claim in CLAIMS:
        quotes = claim.get("quote", [])
        quoted += [words(text) for text in ([quotes] if isinstance(quotes, str) else quotes)]
    parts = [words(part) for text in quoted for part in re.split(r"…|\.\.\.", text) if words(part)]
    listed = [text for texts in LISTED.values() for text in texts]
    assert [text for text in listed if not any(part in words(text) for part in parts)] == []


@pytest.mark.parametrize(
    ("text", "slides", "there"),
    [
        ("can handle overfitting", [37], True),
        ("can handle overfitting", [35], False),
        ("dropout … can handle overfitting", [37], True),
        ("dropout can handle overfitting", [37], False),
        ("will not generalize in reality", None, False),
    ],
)
def test_a_quotation_is_found_word_for_word_on_its_slide(text, slides, there):
    assert found(text, slides) == there
