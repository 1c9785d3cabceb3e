"""IPython's shell without a kernel, a terminal or a history: all that is used of its inside stands here.

``tests/autograder/execution/test_ipython_shell.py`` says what broke when a release changes it.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.sandbox import plain_cells
from autograder.sandbox.protocol import DisplayOutput, ResultOutput
from autograder.sandbox.recorder import Recorder


class _Hook(DisplayHook):
    """Records the value of a cell's last expression, where a kernel would send it to a browser."""

    recorder: Recorder
    source = ""

    def quiet(self) -> bool:
        """Whether the cell ends with a semicolon."""
        return self.source.rstrip().endswith(";")

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict[str, Any], md_dict: object = None) -> None:
        self.recorder.rich(ResultOutput, format_dict)

    def log_output(self, format_dict: dict[str, Any]) -> None:
        pass

    def finish_displayhook(self) -> None:
        pass


class _Publisher(DisplayPublisher):
    """Records what `display` shows."""

    recorder: Recorder

    def publish(self, data: dict[str, Any], *further: object, **more: object) -> None:
        self.recorder.rich(DisplayOutput, data)

    def clear_output(self, wait: bool = False) -> None:
        pass


class _Module:
    """What IPython takes for the module of the cells."""

    __spec__ = None

    def __init__(self, names: dict[str, Any]) -> None:
        self.__dict__ = names


class Shell(InteractiveShell):
    """A shell that hands errors back and records what cells show."""

    displayhook_class = _Hook
    display_pub_class = _Publisher
    displayhook: _Hook
    display_pub: _Publisher
    label: str
    """What tracebacks call the cell that runs."""
    first_flags: int
    """The compiler's flags before any cell ran."""

    @classmethod
    def make(cls) -> Shell:
        """The one shell of this process, without history and colours."""
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        shell: Shell = cls.instance(config=config)
        # `get_ipython` stays among the built-in names, for the cells that IPython does not run.
        shell.builtin_trap.__enter__()
        shell.label = "<cell>"
        # Tracebacks call a cell by its label, not by a number and a hash of its text.
        setattr(shell.compile, "get_code_name", lambda *texts_and_number: shell.label)  # noqa: B010 - a method
        shell.first_flags = shell.compile.flags
        return shell

    def record(self, recorder: Recorder) -> None:
        """Send what cells show to ``recorder`` from now on."""
        self.displayhook.recorder = self.display_pub.recorder = recorder
        sys.displayhook = self.displayhook

    def use_names(self, names: dict[str, Any]) -> None:
        """Look names up in ``names``, which may be of a class that no real module allows."""
        self.user_ns = names
        self.user_module = _Module(names)

    def name_cell(self, source: str, label: str) -> None:
        """Say which cell is about to run."""
        self.label = f"<{label}>"
        self.displayhook.source = source

    def run_whole(self, source: str) -> tuple[object, BaseException | None]:
        """Run a cell with magics and all; the value of its last expression, and what it raised."""
        result = self.run_cell(source, store_history=False)  # type: ignore[no-untyped-call]
        return result.result, result.error_before_exec or result.error_in_exec

    def run_plain(self, code: plain_cells.Code, source: str) -> object:
        """Run a cell of plain Python; the value of its last expression, if it is shown."""
        plain_cells.remember(source, self.label)
        self.events.trigger("pre_execute")
        try:
            value = plain_cells.execute(code, self.user_module.__dict__, self.user_ns)
            if value is None or self.displayhook.quiet():
                return None
            self.displayhook(value)
            return value
        finally:
            self.events.trigger("post_execute")  # figures are drawn there

    def is_extended(self) -> bool:
        """Whether code asked IPython to treat the cells that follow in another way."""
        callbacks = self.events.callbacks
        return bool(
            self.ast_transformers
            or self.compile.flags != self.first_flags
            or callbacks["pre_run_cell"]
            or callbacks["post_run_cell"]
        )

    def showtraceback(self, *arguments: object, **more: object) -> None:
        """Show nothing: the error is part of the result."""

    showsyntaxerror = showindentationerror = showtraceback

    def transform_cell(self, raw_cell: str) -> str:
        """Translate magics; plain Python needs no search for them, which costs milliseconds."""
        if plain_cells.is_plain(raw_cell):
            return raw_cell
        return str(super().transform_cell(raw_cell))  # type: ignore[no-untyped-call]

    def enable_gui(self, gui: object = None) -> None:
        """Do nothing: there is no window to draw in."""

    def ask_exit(self) -> None:
        """End the program, as `exit` does."""
        raise SystemExit

    def system(self, command: str) -> None:
        """Run a shell command and print what it says."""
        done = subprocess.run(command, shell=True, capture_output=True, text=True, errors="replace")
        self.user_ns["_exit_code"] = done.returncode
        print(done.stdout + done.stderr, end="")
