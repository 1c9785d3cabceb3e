"""Every test gets folders of its own, no network, and small sets where it asks for them."""

import pytest

from traindnn.data import catalog, sources

from .tiny import TINY


@pytest.fixture(autouse=True)
def closed_world(monkeypatch, tmp_path):
    monkeypatch.delenv("TRAINDNN_DATA", raising=False)
    monkeypatch.setenv("TRAINDNN_DOWNLOAD", "0")
    monkeypatch.setenv("TRAINDNN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    sources._downloaded.cache_clear()


@pytest.fixture
def tiny_sets(monkeypatch):
    """Let both sets have 20 training and 10 test images in all sources."""
    for name, spec in TINY.items():
        monkeypatch.setitem(catalog.SPECS, name, spec)
    return TINY
