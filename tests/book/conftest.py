"""Let the tests of the book import their reader of chapters, and share what every site holds."""

import sys
from pathlib import Path

import pytest
from shared_by_workers import shared

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2] / "_ext"))


@pytest.fixture(scope="session")
def vega(tmp_path_factory):
    """The folder with Vega for figures, made once for all processes that test."""
    from bookext.site.vega import write_vega

    with shared(tmp_path_factory, "static") as folder:
        write_vega(folder)
    return folder / "vega"
