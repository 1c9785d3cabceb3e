"""A page keeps to its size, however many pictures a student draws, and shows as many as it can."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from autograder.report import page
from autograder.report.fitting import LEAST_FOR_PICTURES, MOST_BYTES, fitted, shrunk


def drawn(seed, width=640, height=480, kind="PNG"):
    """Lines as a plot has them, and some noise."""
    rng = np.random.default_rng(seed)
    pixels = np.full((height, width, 3), 255, dtype=np.uint8)
    for colour in rng.integers(0, 255, size=(8, 3)):
        heights = (height * (0.5 + 0.4 * np.sin(np.arange(width) / rng.uniform(20, 90)))).astype(int)
        pixels[heights, np.arange(width)] = colour
    pixels[: height // 3] = rng.integers(0, 255, size=(height // 3, width, 3))
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind)
    return file.getvalue()


def page_with(pictures):
    """A feedback page whose cells drew these pictures."""
    reader = page.CellReader(None)
    outputs = [
        {"output_type": "display_data", "data": {"image/png": base64.b64encode(raw).decode()}}
        for raw in pictures
    ]
    cells = [page.ShownCell("own", reader.code("plot()"), reader.outputs(outputs))]
    return page.page(page.PageContent("anna", "tiny", 2.0, 5.0, 0.0, [], cells))


def shown(text):
    return [base64.b64decode(data) for data in re.findall(r'src="data:image/[a-z]+;base64,([^"]+)"', text)]


@pytest.mark.parametrize("count", [2, 12, 60])
def test_a_page_with_many_pictures_keeps_to_its_size(count):
    text = page_with([drawn(seed) for seed in range(count)])
    assert len(text.encode()) <= MOST_BYTES
    for raw in shown(text):
        with Image.open(io.BytesIO(raw)) as picture:
            assert picture.width >= 360
    assert len(shown(text)) + text.count('class="note"') == count
    assert len(shown(text)) >= min(count, 10)


def test_small_pictures_stay_as_they_are_beside_a_large_one():
    small, large = drawn(1, 60, 40), drawn(2, 1800, 1400)
    text = page_with([small, large, small])
    assert [raw == small for raw in shown(text)] == [True, False, True]
    assert len(text.encode()) <= MOST_BYTES


def test_a_page_that_is_small_enough_is_left_alone():
    picture = drawn(3, 100, 80)
    text = page_with([picture])
    assert shown(text) == [picture]
    assert fitted(text) == text


def test_beside_a_text_that_is_too_long_pictures_have_some_room():
    picture = base64.b64encode(drawn(4)).decode()
    text = fitted(f'<p>{"word " * 70_000}</p><img alt="a plot" src="data:image/png;base64,{picture}">')
    assert len(shown(text)) == 1
    assert len(shown(text)[0]) < LEAST_FOR_PICTURES
    assert '<img alt="a plot" src' in text


def test_what_cannot_be_read_leaves_a_note():
    broken = drawn(5)[:200] + b"\0" * 400_000
    text = page_with([broken])
    assert shown(text) == []
    assert "a picture is left out" in text


def test_a_picture_that_moves_or_has_a_palette_is_shown():
    frames = [Image.open(io.BytesIO(drawn(seed, 400, 300))).convert("P") for seed in (6, 7)]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    made = shrunk(file.getvalue(), 20_000)
    with Image.open(io.BytesIO(made)) as picture:
        assert picture.format == "WEBP"
        assert picture.width >= 360


def test_a_picture_of_too_many_pixels_is_not_opened():
    file = io.BytesIO()
    Image.new("1", (6000, 6000)).save(file, "PNG")
    assert shrunk(file.getvalue(), 100_000) is None
