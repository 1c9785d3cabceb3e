"""Running one cell the way Jupyter does, in a process that a kernel never started.

IPython's shell does the work (magics, help, last expressions, figures), except for cells of plain Python,
which run without it; what it would send to a browser is collected as nbformat outputs, up to a limit. Used by
the worker and by the judge.
"""

from __future__ import annotations

import ast
import io
import linecache
import sys
import time
import traceback
import warnings
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.sandbox import plain_cells
from autograder.sandbox.channel import encode
from autograder.sandbox.protocol import (
    DisplayOutput,
    ErrorOutput,
    Output,
    Place,
    ResultOutput,
    StreamOutput,
    Warned,
)

_MAX_WARNINGS = 50
StreamName: TypeAlias = Literal["stdout", "stderr"]


@dataclass
class CellRun:
    """What running one cell gave."""

    outputs: list[Output] = field(default_factory=list)
    """What it showed, without the error."""
    value: object = None
    """Value of the last expression; None where there is none."""
    error: BaseException | None = None
    """What the cell raised."""
    seconds: float = 0.0
    """Wall time in seconds."""


class Recorder:
    """Collects the outputs of the running cell, up to a number of bytes."""

    def __init__(self, limit: int) -> None:
        """Collect at most ``limit`` bytes between two calls of `take`."""
        self.limit = limit
        self.warned: list[Warned] = []
        """Warnings since `drain` was called last."""
        self.in_call = False
        """Whether the judge is calling the student's code at the moment."""
        self._outputs: list[Output] = []
        self._stream: StreamName = "stdout"
        self._printed: list[str] = []
        self._left = limit

    def stream(self, name: StreamName, text: str) -> None:
        """Add printed text."""
        if self._left < 0 or not text:
            return
        kept = text[: self._left]
        self._left -= len(kept.encode(errors="replace"))
        if len(kept) < len(text) or self._left <= 0:
            kept, self._left = f"{kept}\n[cut after {self.limit:,} bytes]\n", -1
        if name != self._stream:
            self._end_stream()
            self._stream = name
        self._printed.append(kept)

    def rich(self, kind: type[DisplayOutput | ResultOutput], data: dict[str, Any]) -> None:
        """Add a display or a result, by MIME type."""
        plain = {key: value for key, value in data.items() if isinstance(value, str) or _is_json(value)}
        size = sum(len(str(value)) for value in plain.values())
        if size > self._left:
            plain, size = {"text/plain": f"[an output of {size:,} bytes was left out]"}, 50
        self._left -= size
        self._end_stream()
        self._outputs.append(kind(plain))

    def take(self) -> list[Output]:
        """The outputs so far; start afresh."""
        self._end_stream()
        outputs, self._outputs, self._left = self._outputs, [], self.limit
        return outputs

    def drain(self) -> tuple[str, list[Warned]]:
        """Printed text and warnings since the last call."""
        if not self._outputs and not self._printed and not self.warned:
            return "", []
        text = "".join(output.text for output in self.take() if isinstance(output, StreamOutput))
        warned, self.warned = self.warned, []
        return text, warned

    def take_warnings(self) -> None:
        """Print warnings in one line from now on; while `in_call` is set, keep them as data."""

        def show(message: object, category: type, *where: object, **more: object) -> None:
            if not self.in_call:
                self.stream("stderr", f"{category.__name__}: {message}\n")
            elif len(self.warned) < _MAX_WARNINGS:
                self.warned.append(Warned(category.__name__, str(message)[:500]))

        warnings.showwarning = show
        warnings.filterwarnings("ignore", "To exit: use")

    def _end_stream(self) -> None:
        if self._printed:
            self._outputs.append(StreamOutput(self._stream, "".join(self._printed)))
            self._printed = []


class _Stream(io.TextIOBase):
    encoding = "utf-8"

    def __init__(self, recorder: Recorder, name: StreamName) -> None:
        self._recorder, self._name = recorder, name

    def write(self, text: str) -> int:
        self._recorder.stream(self._name, str(text))
        return len(text)

    def writable(self) -> bool:
        return True


class _Hook(DisplayHook):
    recorder: Recorder | None = None
    source = ""

    def quiet(self) -> bool:
        return self.source.rstrip().endswith(";")

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        self.recorder.rich(ResultOutput, format_dict)

    def log_output(self, format_dict: dict) -> None:
        pass

    def finish_displayhook(self) -> None:
        pass


class _Publisher(DisplayPublisher):
    recorder: Recorder | None = None

    def publish(self, data: dict, metadata: dict | None = None, **more: object) -> None:
        self.recorder.rich(DisplayOutput, data)

    def clear_output(self, wait: bool = False) -> None:
        pass


class _QuietShell(InteractiveShell):
    displayhook_class = _Hook
    display_pub_class = _Publisher

    def showtraceback(self, *arguments: object, **more: object) -> None:
        pass  # the error is part of the result

    showsyntaxerror = showindentationerror = showtraceback

    def transform_cell(self, raw_cell: str) -> str:
        # Plain Python needs no search for magics, which costs milliseconds.
        return raw_cell if plain_cells.is_plain(raw_cell) else super().transform_cell(raw_cell)

    def enable_gui(self, gui: str | None = None) -> None:
        pass  # there is no window to draw in

    def ask_exit(self) -> None:
        raise SystemExit

    def system(self, command: str) -> None:
        import subprocess

        done = subprocess.run(command, shell=True, capture_output=True, text=True, errors="replace")
        self.user_ns["_exit_code"] = done.returncode
        print(done.stdout + done.stderr, end="")


class _Module:
    """What IPython takes for the module of the cells."""

    __spec__ = None

    def __init__(self, names: dict[str, Any]) -> None:
        self.__dict__ = names


class CellRunner:
    """A shell that runs cells one after the other and records what they show."""

    def __init__(self) -> None:
        """Make the shell; slow, so it is done once, before the forks."""
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        self.shell = _QuietShell.instance(config=config)
        self.own_names = frozenset(self.shell.user_ns)
        """Names that the shell itself put there."""
        self._label = "cell"
        self._codes: dict[tuple[str, str], plain_cells.Code | None] = {}
        self._flags = self.shell.compile.flags
        self.shell.builtin_trap.__enter__()  # `get_ipython` stays, for the cells that IPython does not run
        self.shell.compile.get_code_name = lambda raw, transformed, number: self._label

    def start(self, recorder: Recorder) -> None:
        """Send all output to ``recorder`` from now on."""
        self._recorder = recorder
        sys.stdout, sys.stderr = _Stream(recorder, "stdout"), _Stream(recorder, "stderr")
        recorder.take_warnings()
        self.shell.displayhook.recorder = self.shell.display_pub.recorder = recorder
        sys.displayhook = self.shell.displayhook

    def use_names(self, names: dict[str, Any]) -> None:
        """Look names up in ``names``, which may be of a class that no real module allows."""
        self.shell.user_ns = names
        self.shell.user_module = _Module(names)

    def learn(self, source: str, label: str) -> None:
        """Compile a cell that will run, in this process or in its children."""
        self._codes[source, label] = plain_cells.compiled(source, f"<{label}>")

    def run(self, source: str, label: str) -> CellRun:
        """Run one cell; ``label`` names it in tracebacks."""
        self._label = f"<{label}>"
        self.shell.displayhook.source = source
        start = time.perf_counter()
        self._recorder.take()
        try:
            value, error = self._execute(source, label)
        except BaseException as raised:
            value, error = None, raised
        return CellRun(self._recorder.take(), value, error, time.perf_counter() - start)

    def _execute(self, source: str, label: str) -> tuple[object, BaseException | None]:
        code = None
        if not self._is_extended():
            if (source, label) not in self._codes:
                self.learn(source, label)
            code = self._codes[source, label]
        if code is None:
            result = self.shell.run_cell(source, store_history=False)
            return result.result, result.error_before_exec or result.error_in_exec
        return self._execute_plain(code, source)

    def _execute_plain(self, code: plain_cells.Code, source: str) -> tuple[object, BaseException | None]:
        shell = self.shell
        plain_cells.remember(source, self._label)
        shell.events.trigger("pre_execute")
        try:
            value = plain_cells.execute(code, shell.user_module.__dict__, shell.user_ns)
            quiet = value is None or shell.displayhook.quiet()
            if not quiet:
                shell.displayhook(value)
            return (None if quiet else value), None
        finally:
            shell.events.trigger("post_execute")  # figures are drawn there

    def _is_extended(self) -> bool:
        """Whether code asked IPython to treat the cells that follow in another way."""
        callbacks = self.shell.events.callbacks
        return bool(
            self.shell.ast_transformers
            or self.shell.compile.flags != self._flags
            or callbacks["pre_run_cell"]
            or callbacks["post_run_cell"]
        )


def _is_json(value: object) -> bool:
    try:
        return isinstance(value, dict | list) and bool(encode(value))
    except (TypeError, ValueError, OverflowError, RecursionError):
        return False


def place_of(error: BaseException) -> Place | None:
    """The innermost line of a cell that led to ``error``; None without one."""
    known = error.__dict__.get("place") if hasattr(error, "__dict__") else None
    if isinstance(known, Place):
        return known
    if isinstance(error, SyntaxError) and str(error.filename).startswith("<"):
        return Place(str(error.filename).strip("<>"), error.lineno or 0, (error.text or "").strip())
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if is_cell(frame.filename):
            return Place(frame.filename.strip("<>"), frame.lineno or 0, (frame.line or "").strip()[:200])
    return None


def error_output(error: BaseException) -> ErrorOutput:
    """The error as an output: the lines of the cells that led to it, then the message."""
    name = type(error).__name__
    try:
        text = str(error)[:4000]
    except Exception:
        text = ""
    lines = [f"{'-' * 75}", f"{name:<42}Traceback (most recent call last)"]
    for frame in traceback.extract_tb(error.__traceback__):
        if is_cell(frame.filename):
            lines += [
                f"{frame.filename.strip('<>')}, line {frame.lineno}, in {frame.name}",
                f"    {frame.line}",
            ]
    place = place_of(error)
    if place and getattr(error, "from_student", False):
        lines += [f"{place.cell}, line {place.line}, in the student's code", f"    {place.text}"]
    lines.append(f"{name}: {text}")
    return ErrorOutput(name, text, tuple(lines))


def last_call(source: str) -> str | None:
    """Name of the function whose bare call is the cell's last expression; None where it is another."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return None
    last = body[-1].value if body and isinstance(body[-1], ast.Expr) else None
    return last.func.id if isinstance(last, ast.Call) and isinstance(last.func, ast.Name) else None


def is_cell(filename: str) -> bool:
    """Whether a traceback's file name stands for a cell."""
    return filename.startswith("<") and filename in linecache.cache
