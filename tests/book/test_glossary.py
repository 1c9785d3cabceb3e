"""The glossary: what the list may hold, and how words of a text are found."""

import sys
from pathlib import Path

import pytest
from small_book import PAGE, build, write_book

sys.path.insert(0, str(Path(__file__).parents[2] / "_ext"))

from bookext.content import glossary

ROOT = Path(__file__).parents[2]
TERMS = glossary._read(ROOT / "book" / "glossary.yml", 0)
LIST = "- {term: learning rate, says: The factor of a step., where: rates, also: [rate of learning]}\n"
START = (
    PAGE.format(code="print(1)")
    + "\n(rates)=\n## Rates\n\nA **learning rate** is small. The learning rate falls.\n"
)
OTHER = (
    PAGE.format(code="print(2)")
    + "\n## More\n\n`learning rate` in code, then two learning rates and a learning rate.\n"
)
GLOSSARY = "# Glossary\n\n```{glossary-of-terms}\n```\n"


@pytest.mark.parametrize(
    ("forms", "text", "found"),
    [
        (("learning rate",), "The Learning rate and\nlearning\nrates", ["Learning rate", "learning\nrates"]),
        (("learning rate", "learning-rate schedule"), "a learning-rate schedule", ["learning-rate schedule"]),
        (("step",), "footsteps, a two-step plan, a step", ["step"]),
        (("Adam",), "adamant Adam, adam", ["Adam"]),
        (("clip norm", "clip"), "the clip norm", ["clip norm"]),
    ],
)
def test_words_are_found_as_a_reader_would(forms, text, found):
    assert [match[0] for match in glossary.pattern(forms).finditer(text)] == found


def test_no_word_stands_for_two_terms():
    words = [form.lower() for term in TERMS for form in term.forms]
    assert sorted(set(words)) == sorted(words)
    anchors = [term.anchor for term in TERMS]
    assert len(set(anchors)) == len(anchors)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.term)
def test_what_a_term_is_takes_a_sentence_or_two(term):
    assert term.says.endswith((".", "?"))
    assert 25 < len(term.says) < 330
    assert not term.says.lower().startswith(term.term.lower() + " is")


def test_an_entry_with_an_unknown_field_is_an_error(tmp_path):
    path = tmp_path / "list.yml"
    path.write_text("- {term: a, says: b, were: c}\n")
    with pytest.raises(ValueError, match="expected the fields term, says and where"):
        glossary._read(path, 0)


def written(folder, vega, terms=LIST, other=OTHER):
    write_book(folder, {"start": START, "other": other, "words": GLOSSARY}, vega=vega)
    (folder / "book" / "glossary.yml").write_text(terms)


@pytest.mark.slow
def test_the_first_use_of_a_page_leads_to_the_glossary_and_from_there_to_the_section(tmp_path, vega):
    written(tmp_path, vega)
    status, output = build(tmp_path)
    assert status == 0, output
    pages = {
        name: (tmp_path / f"_build/html/book/{name}.html").read_text() for name in ("start", "other", "words")
    }
    assert pages["start"].count('href="words.html#term-learning-rate"') == 1
    assert pages["other"].count('href="words.html#term-learning-rate"') == 1
    assert '#term-learning-rate">learning rates</a> and' in pages["other"]
    assert 'id="term-learning-rate"' in pages["words"]
    assert 'href="start.html#rates"' in pages["words"]


@pytest.mark.slow
@pytest.mark.parametrize("wrong", ["where: rates", "where: start#nowhere", "where: other#more"])
def test_a_term_without_a_section_that_has_it_fails_the_build(tmp_path, vega, wrong):
    other = OTHER.replace("learning rate", "rate")
    terms = (
        LIST.replace("where: rates", wrong)
        .replace("learning rate,", "learning rate x,")
        .replace("rate of learning", "rate of it")
    )
    written(tmp_path, vega, terms, other)
    status, output = build(tmp_path)
    assert status != 0
    assert "expected a section that explains 'learning rate x'" in output
