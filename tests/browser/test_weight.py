"""What a page loads at first: light, and without the libraries of figures that are not in view."""

import gzip

import pytest

MOST_BYTES = 500_000
"""First load of a page, each file compressed as web servers compress it."""
READY_COMPRESSED = ("image/png", "font/woff2")


def weight(response):
    """Bytes that a web server would send for a response."""
    body = response.body()
    packed = response.headers.get("content-type", "").startswith(READY_COMPRESSED)
    return len(body) if packed or response.url.endswith(".woff2") else len(gzip.compress(body))


@pytest.fixture(scope="session")
def first_load(tab, page_name):
    """The weights of what a page loads before anybody scrolls, by address."""
    with tab(width=412) as t:
        responses = []  # Playwright takes a function of Python, not a method of a list
        t.page.on("response", lambda response: responses.append(response))
        t.page.goto(f"{t.address}/{page_name}", wait_until="networkidle")
        return {r.url.removeprefix(t.address): weight(r) for r in responses if r.status == 200}


def test_first_load_is_light(first_load, chapter):
    largest = sorted(first_load.items(), key=lambda item: -item[1])[:5]
    assert sum(first_load.values()) < MOST_BYTES, largest


def test_libraries_of_figures_wait_until_a_figure_comes_into_view(first_load, figure_page):
    assert not [url for url in first_load if "vega/vega.js" in url]
