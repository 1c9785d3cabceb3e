"""The colours of the figures: read on every page, and the same here and in the site's style sheet."""

import re
from pathlib import Path

import numpy as np
import pytest
from colour_vision import BACKGROUNDS, VISION, cielab, contrast, linear

from traindnn import palette

SETS = {"light": palette.LIGHT, "dark": palette.DARK}
STYLE_SHEET = Path(__file__).parents[2] / "book" / "_static" / "book.css"


@pytest.mark.parametrize("page", SETS)
def test_figures_to_play_with_have_a_contrast_of_three_on_their_page(page):
    assert min(contrast(colour, BACKGROUNDS[page]) for colour in SETS[page]) >= 3


@pytest.mark.parametrize("kind", VISION)
@pytest.mark.parametrize("page", SETS)
def test_their_first_three_series_stay_apart_for_the_colour_blind(page, kind):
    """No figure to play with has more; the first and the third come close to each other without blue."""
    seen = [cielab(np.array(VISION[kind]) @ linear(colour)) for colour in SETS[page][:3]]
    apart = 10 if kind == "tritanopia" else 20  # CIE 1976; 2 can just be seen
    assert min(np.linalg.norm(a - b) for i, a in enumerate(seen) for b in seen[:i]) > apart


@pytest.mark.skipif(not STYLE_SHEET.exists(), reason="the book is not here")
@pytest.mark.parametrize("page", SETS)
def test_the_style_sheet_has_these_colours(page):
    style = STYLE_SHEET.read_text(encoding="utf-8")
    rules = re.findall(rf'html\[data-theme="{page}"\] {{(.*?)}}', style, re.S)
    found = dict(re.findall(r"--figure-(\d+): (#\w+);", "".join(rules)))
    assert found == {str(n): colour for n, colour in enumerate(SETS[page], start=1)}


def test_a_page_without_a_style_sheet_has_the_light_colours():
    assert palette.of_page(2) == f"var(--figure-2, {palette.LIGHT[1]})"


def test_no_other_module_has_colours_of_its_own():
    package = Path(palette.__file__).parent
    own = {
        str(file.relative_to(package))
        for file in package.rglob("*.py")
        if re.search(r"#[0-9a-fA-F]{6}\b", file.read_text(encoding="utf-8"))
    }
    assert own == {"palette.py"}
