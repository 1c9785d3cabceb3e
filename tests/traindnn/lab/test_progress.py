import io
import sys
from types import SimpleNamespace

import pytest

from traindnn.lab import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Notebook:
    """What IPython's display machinery is asked to show."""

    def __init__(self):
        self.lines = []

    def display(self, text, display_id):
        self.lines.append(repr(text))
        return SimpleNamespace(update=lambda text: self.lines.append(repr(text)))


@pytest.fixture
def in_notebook(monkeypatch):
    ipython_display = pytest.importorskip("IPython.display")
    notebook = Notebook()
    monkeypatch.setattr(progress, "in_notebook", lambda: True)
    monkeypatch.setattr(ipython_display, "display", notebook.display)
    return notebook


def train(epochs, shown=True):
    with progress.Progress(epochs, shown=shown) as bar:
        for _ in range(epochs):
            bar.advance()
        bar.finish("mlp, SGD, 2 epochs")


def test_a_notebook_shows_one_line_that_ends_as_the_run(in_notebook):
    train(2)
    assert in_notebook.lines == ["epoch 0 of 2", "epoch 1 of 2", "epoch 2 of 2", "mlp, SGD, 2 epochs"]


def test_a_notebook_is_silent_if_asked_to_be(in_notebook):
    train(2, shown=False)
    assert in_notebook.lines == []


def test_a_terminal_shows_a_bar_on_stdout(monkeypatch, capfd):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    train(3)
    assert "3/3" in terminal.getvalue()
    assert capfd.readouterr().err == ""


def test_a_pipe_shows_nothing(capsys):
    train(3)
    assert capsys.readouterr() == ("", "")
