"""Let the tests of the book import their reader of chapters, and share what every site holds."""

import fcntl
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2] / "_ext"))


@pytest.fixture(scope="session")
def vega(tmp_path_factory, request):
    """The folder with Vega for figures, made once for all processes that test."""
    from bookext.site.vega import write_vega

    own = tmp_path_factory.getbasetemp()
    shared = own.parent if hasattr(request.config, "workerinput") else own
    with (shared / "vega.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until the file is closed
        write_vega(shared / "static")
    return shared / "static" / "vega"
