"""How far a training run has got: a bar in a terminal, one quiet line in a notebook, nothing elsewhere."""

import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar


class Progress:
    """Display of epochs done, as a context manager. It writes to stdout or the notebook, never to stderr."""

    def __init__(self, epochs: int, shown: bool = True) -> None:
        self.epochs, self.done = epochs, 0
        self.display = _display() if shown else _Silent()

    def __enter__(self) -> "Progress":
        self.display.start(self.epochs)
        return self

    def __exit__(self, *error: object) -> None:
        self.display.stop()

    def advance(self) -> None:
        """One more epoch is done."""
        self.done += 1
        self.display.update(self.done, self.epochs)

    def finish(self, sentence: str) -> None:
        """The training is over; early stopping may have spared some epochs."""
        self.display.finish(sentence)


def _display() -> "_Silent":
    if in_notebook():
        return _Line()
    return _Terminal() if sys.stdout is not None and sys.stdout.isatty() else _Silent()


def in_notebook() -> bool:
    """Whether this runs in a Jupyter kernel."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return type(shell).__name__ == "ZMQInteractiveShell"


class _Silent:
    def start(self, epochs: int) -> None:
        pass

    def update(self, done: int, epochs: int) -> None:
        pass

    def finish(self, sentence: str) -> None:
        pass

    def stop(self) -> None:
        pass


class _Terminal(_Silent):
    def start(self, epochs: int) -> None:
        columns = TextColumn("epochs"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        self.bar = Bar(*columns, console=Console(file=sys.stdout), transient=True)
        self.task = self.bar.add_task("", total=epochs)
        self.bar.start()

    def update(self, done: int, epochs: int) -> None:
        self.bar.update(self.task, completed=done)

    def stop(self) -> None:
        self.bar.stop()


class _Line(_Silent):
    """One line that is rewritten; in the end it says what was trained, without times: the same each time."""

    def start(self, epochs: int) -> None:
        from IPython.display import display

        self.handle = display(_Text(f"epoch 0 of {epochs}"), display_id=True)

    def update(self, done: int, epochs: int) -> None:
        self.handle.update(_Text(f"epoch {done} of {epochs}"))

    def finish(self, sentence: str) -> None:
        self.handle.update(_Text(sentence))


class _Text(str):
    """Text that a notebook shows without quotes."""

    def __repr__(self) -> str:
        return str(self)
