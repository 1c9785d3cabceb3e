"""Every chapter keeps the promises of the house: order, length of cells, captions, labels, solutions."""

import re
import statistics
import subprocess

import pytest
from chapters import ROOT, chapters, pages

# In the opening chapters, which introduce no technique, the four parts that make one may be missing.
OPENING = {"motivating_example", "fine_tuning"}
OF_A_TECHNIQUE = {"Derivation", "From scratch", "Check", "With Keras"}
HOUSE_ORDER = [
    r"Why .*",
    r"Derivation",
    r"From scratch",
    r"Check",
    r"With Keras",
    r"Experiment",
    r"What is known, what is believed",
    r"Summary",
    r"Self-check",
    r"Exercises",
    r"Read next",
]
SLIDES = range(6, 44)
EQUATIONS = range(1, 21)

each_page = pytest.mark.parametrize("page", pages(), ids=lambda page: page.path.stem)
each_chapter = pytest.mark.parametrize("chapter", chapters(), ids=lambda chapter: chapter.path.stem)


@each_chapter
def test_headings_stand_in_the_house_order(chapter):
    order = HOUSE_ORDER
    if chapter.path.stem in OPENING:
        order = [h for h in HOUSE_ORDER if h not in OF_A_TECHNIQUE or h in chapter.headings]
    assert len(chapter.headings) == len(order), chapter.headings
    for heading, expected in zip(chapter.headings, order, strict=True):
        assert re.fullmatch(expected, heading)


@each_chapter
def test_cells_are_short(chapter):
    long = [(cell.line, cell.length) for cell in chapter.cells if cell.length > 25]
    assert not long, f"cells over 25 lines (line, length): {long}"
    assert statistics.median(cell.length for cell in chapter.cells) <= 8


@each_page
def test_every_plot_has_a_name_a_caption_and_a_description(page):
    for cell in page.cells:
        if "plt.show()" in cell.code:
            shown = cell.options.get("mystnb", {})
            assert {"name", "caption"} <= shown.get("figure", {}).keys(), f"line {cell.line}"
            assert shown.get("image", {}).get("alt"), f"line {cell.line}"


@each_page
def test_every_figure_is_mentioned(page):
    named = re.findall(r"^\s*:?\s*name: (fig-[\w-]+)", page.text, re.M)
    for name in named:
        assert f"{{numref}}`{name}`" in page.text or name == "fig-explorer", name


@each_page
def test_labels_are_unique_and_every_page_describes_itself(page):
    assert len(page.labels) == len(set(page.labels))
    if page.path.stem != "bibliography":
        assert re.search(r"^    description: \S+", page.text, re.M)


def test_every_slide_and_equation_has_its_place():
    found = [label for page in pages() for label in page.labels]
    for n in SLIDES:
        assert found.count(f"slide-{n}") == 1, f"slide-{n}"
    for n in EQUATIONS:
        assert found.count(f"eq-{n}") == 1, f"eq-{n}"
        assert any(f"{{eq}}`eq-{n}`" in page.text for page in pages()), f"eq-{n} is never referred to"


@each_chapter
def test_every_exercise_has_a_folded_solution(chapter):
    exercises = set(re.findall(r"```\{exercise\}.*\n:label: ([\w-]+)", chapter.text))
    solved = re.findall(r"\{solution(?:-start)?\} ([\w-]+)\n:class: dropdown", chapter.text)
    assert len(exercises) >= 3
    assert exercises == set(solved)


@each_chapter
def test_comparisons_name_their_seeds(chapter):
    code = "\n".join(cell.code for cell in chapter.cells)
    if "fit_seeds" in code:
        assert "seeds" in chapter.prose


def test_no_notebook_is_committed_with_outputs():
    tracked = subprocess.run(
        ["git", "ls-files", "*.ipynb"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in tracked.stdout.split():
        assert '"output_type"' not in (ROOT / name).read_text(encoding="utf-8"), name
