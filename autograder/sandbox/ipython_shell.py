"""IPython's shell without a kernel, a terminal or a history: all that is used of its inside stands here.

``tests/autograder/execution/test_ipython_shell.py`` says what broke when a release changes it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.sandbox import plain_cells
from autograder.sandbox.protocol import DisplayOutput, ResultOutput
from autograder.sandbox.recorder import Recorder

_RESULT = re.compile(r"_{1,3}|_\d+")
"""Names that IPython gives to results."""


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
    """What IPython, and whoever imports `__main__`, takes for the module of the cells."""

    __spec__ = None

    def __init__(self, names: dict[str, Any]) -> None:
        self.__dict__ = names

    def __getattr__(self, name: str) -> object:
        try:
            return self.__dict__[name]  # which may look further than a plain dict
        except KeyError:
            raise AttributeError(name) from None


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
        sys.modules["__main__"] = self.user_module

    def name_cell(self, source: str, label: str) -> None:
        """Say which cell is about to run."""
        self.label = f"<{label}>"
        self.displayhook.source = source

    @property
    def inputs(self) -> list[str]:
        """Texts of the cells so far, the first one empty: Jupyter's `In`."""
        history: Any = self.history_manager
        inputs: list[str] = history.input_hist_parsed
        return inputs

    def note_input(self, source: str) -> None:
        """Keep a cell's text as Jupyter does, in `In` and the names that begin with `_i`."""
        inputs = self.inputs
        inputs.append(source)
        self.execution_count = len(inputs)  # the display hook counts back by one
        earlier = ["", "", "", *inputs[:-1]][-3:]
        own = dict(zip(("_iii", "_ii", "_i"), earlier, strict=True))
        self.user_ns.update(own | {f"_i{len(inputs) - 1}": source})

    def forget_input(self) -> None:
        """Leave no text where the last cell's stood."""
        self.inputs[-1] = ""
        self.user_ns.update({"_i": "", f"_i{len(self.inputs) - 1}": ""})

    def forget_cells(self) -> None:
        """Forget all inputs and results: no cell has run yet."""
        history: Any = self.history_manager
        history.input_hist_parsed[1:] = []
        history.output_hist.clear()
        self.displayhook._ = self.displayhook.__ = self.displayhook.___ = ""
        for name in [name for name in self.user_ns_hidden if _RESULT.fullmatch(name)]:
            del self.user_ns_hidden[name]

    def run_whole(self, source: str) -> tuple[object, BaseException | None]:
        """Run a cell with magics and all; the value of its last expression, and what it raised."""
        result = self.run_cell(source, store_history=False)  # type: ignore[no-untyped-call]
        return result.result, result.error_before_exec or result.error_in_exec

    def run_plain(self, code: plain_cells.Code, source: str, names: dict[str, Any] | None = None) -> object:
        """Run a cell of plain Python; the value of its last expression, if it is shown.

        Args:
            code: the cell, compiled.
            source: its text.
            names: its global names; those of all cells if None.
        """
        plain_cells.remember(source, self.label)
        self.events.trigger("pre_execute")
        try:
            if names is None:
                value = plain_cells.execute(code, self.user_module.__dict__, self.user_ns)
            else:
                value = plain_cells.execute(code, names, names)
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

    @staticmethod
    def translated(source: str) -> str:
        """A cell with its magics as calls, whatever code has asked the shell to make of cells."""
        return source if plain_cells.is_plain(source) else TransformerManager().transform_cell(source)

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
