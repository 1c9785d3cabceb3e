"""A download that cannot be is given up quickly and quietly, and leaves nothing behind."""

import logging
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from traindnn.data import download

from .tiny import TINY, write_batches, write_idx

FASHION = TINY["fashion_mnist"]


@pytest.fixture
def closed_port():
    """A port on this machine at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def silent_port():
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("word", ["0", "no", "OFF", " false "])
def test_a_download_can_be_forbidden(word, monkeypatch):
    monkeypatch.setenv("TRAINDNN_DOWNLOAD", word)
    assert not download.is_allowed()


def test_a_download_is_allowed_unless_forbidden(monkeypatch):
    monkeypatch.delenv("TRAINDNN_DOWNLOAD")
    assert download.is_allowed()


def test_a_closed_network_is_felt_quietly(closed_port, monkeypatch, tmp_path, capfd, caplog):
    caplog.set_level(logging.INFO, logger="traindnn.data.download")
    monkeypatch.setenv("TRAINDNN_DOWNLOAD", "1")
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{closed_port}")
    assert not download.download(FASHION, tmp_path / "datasets")
    assert not (tmp_path / "datasets").exists()
    assert capfd.readouterr() == ("", "")
    assert "out of reach" in caplog.text


def test_a_silent_server_is_not_waited_for(silent_port):
    before = threading.active_count()
    assert not download.is_reachable(f"http://127.0.0.1:{silent_port}", seconds=0.05)
    assert threading.active_count() <= before + 1


class Quiet(BaseHTTPRequestHandler):
    def log_message(self, *_):
        """Keep the terminal clean."""


@pytest.fixture
def open_way(monkeypatch):
    """A server that answers, if only with an error, in the place of the real one."""
    monkeypatch.setenv("TRAINDNN_DOWNLOAD", "1")
    with HTTPServer(("127.0.0.1", 0), Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setitem(download.HOSTS, "fashion_mnist", f"http://127.0.0.1:{server.server_port}")
        yield
        server.shutdown()


def test_a_download_that_breaks_off_leaves_nothing(open_way, monkeypatch, tmp_path, capfd):
    breaks_off = """
import os, pathlib
folder = pathlib.Path(os.environ["KERAS_HOME"], "datasets/fashion-mnist")
folder.mkdir(parents=True)
(folder / "train-labels-idx1-ubyte.gz").write_bytes(b"half of it")
print("loud"); raise SystemExit("broken off")
"""
    monkeypatch.setattr(download, "CHILD", breaks_off)
    assert not download.download(FASHION, tmp_path / "datasets")
    assert list((tmp_path / "datasets").iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_a_download_that_succeeds_is_kept(open_way, monkeypatch, tmp_path):
    """The child process copies files that lie ready, where Keras would fetch them."""
    ready = tmp_path / "ready"
    write_idx(ready / "fashion-mnist")
    copy = f"import os, shutil; shutil.copytree({str(ready)!r}, os.environ['KERAS_HOME'] + '/datasets')"
    monkeypatch.setattr(download, "CHILD", copy)
    assert download.download(FASHION, tmp_path / "datasets")
    assert [entry.name for entry in (tmp_path / "datasets").iterdir()] == ["fashion-mnist"]


@pytest.mark.slow
def test_keras_failing_to_fetch_is_felt_quietly(open_way, closed_port, monkeypatch, tmp_path, capfd):
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{closed_port}")
    assert not download.download(FASHION, tmp_path / "datasets")
    assert list((tmp_path / "datasets").iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_a_folder_that_cannot_be_made_is_no_failure(open_way, tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert not download.download(FASHION, tmp_path / "file" / "datasets")


def test_a_complete_set_is_moved(tmp_path):
    write_idx(tmp_path / "staged/fashion-mnist")
    assert download.adopt(FASHION, tmp_path / "staged", tmp_path / "datasets")
    assert len(list((tmp_path / "datasets/fashion-mnist").iterdir())) == 4


def test_an_incomplete_set_is_not_moved(tmp_path):
    write_batches(tmp_path / "staged/cifar-10-batches-py")
    (tmp_path / "staged/cifar-10-batches-py/data_batch_3").unlink()
    assert not download.adopt(TINY["cifar10"], tmp_path / "staged", tmp_path / "datasets")
    assert not (tmp_path / "datasets").exists()
