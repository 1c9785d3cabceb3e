"""JupyterLab as students and instructors use it, in Chromium; see `lab`.

``SCREENSHOTS`` names a folder for pictures of what they see.
"""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest
from chromium import chromium
from lab import PATIENCE, Lab
from playwright.sync_api import expect

expect.set_options(timeout=PATIENCE * 1000)


@pytest.fixture(scope="session")
def browser():
    """Start Chromium once."""
    with chromium() as started:
        yield started


@pytest.fixture
def lab(browser):
    """Return a function that opens JupyterLab: ``with lab(address) as l``."""

    @contextmanager
    def opened(address):
        context = browser.new_context(viewport={"width": 1400, "height": 1000})
        try:
            yield Lab(context.new_page()).open(address)
        finally:
            context.close()

    return opened


@pytest.fixture
def picture(request):
    """Return a function that takes a picture of a JupyterLab, if anybody wants to look at it."""
    folder = os.environ.get("SCREENSHOTS")

    def take(lab, name):
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            lab.page.screenshot(path=Path(folder) / f"{request.node.name}-{name}.png")

    return take
