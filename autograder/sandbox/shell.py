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

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.sandbox import plain_cells

_MAX_WARNINGS = 50


@dataclass
class CellRun:
    """What running one cell gave."""

    outputs: list[dict] = field(default_factory=list)
    """nbformat outputs, without the error."""
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
        self.warned: list[list[str]] = []
        """Class name and text of each warning since `drain` was called last."""
        self.in_call = False
        """Whether the judge is calling the student's code at the moment."""
        self._outputs: list[dict] = []
        self._left = limit

    def stream(self, name: str, text: str) -> None:
        """Add printed text."""
        if self._left < 0 or not text:
            return
        kept = text[: self._left]
        self._left -= len(kept.encode(errors="replace"))
        if len(kept) < len(text) or self._left <= 0:
            kept, self._left = f"{kept}\n[cut after {self.limit:,} bytes]\n", -1
        last = self._outputs[-1] if self._outputs else {}
        if last.get("name") == name:
            last["text"].append(kept)
        else:
            self._outputs.append({"output_type": "stream", "name": name, "text": [kept]})

    def rich(self, kind: str, data: dict, metadata: dict | None) -> None:
        """Add a display or a result."""
        plain = {key: value for key, value in data.items() if isinstance(value, str | dict | list)}
        size = sum(len(str(value)) for value in plain.values())
        if size > self._left:
            plain, size = {"text/plain": f"[an output of {size:,} bytes was left out]"}, 50
        self._left -= size
        output = {"output_type": kind, "data": plain, "metadata": dict(metadata or {})}
        self._outputs.append(output | ({"execution_count": None} if kind == "execute_result" else {}))

    def take(self) -> list[dict]:
        """The outputs so far; start afresh."""
        outputs, self._outputs, self._left = self._outputs, [], self.limit
        for output in outputs:
            if output["output_type"] == "stream":
                output["text"] = "".join(output["text"])
        return outputs

    def drain(self) -> tuple[str, list]:
        """Printed text and warnings since the last call."""
        if not self._outputs and not self.warned:
            return "", []
        text = "".join(output["text"] for output in self.take() if output["output_type"] == "stream")
        warned, self.warned = self.warned, []
        return text, warned

    def take_warnings(self) -> None:
        """Print warnings in one line from now on; while `in_call` is set, keep them as data."""

        def show(message: object, category: type, *place: object, **more: object) -> None:
            if not self.in_call:
                self.stream("stderr", f"{category.__name__}: {message}\n")
            elif len(self.warned) < _MAX_WARNINGS:
                self.warned.append([category.__name__, str(message)[:500]])

        warnings.showwarning = show
        warnings.filterwarnings("ignore", "To exit: use")


class _Stream(io.TextIOBase):
    encoding = "utf-8"

    def __init__(self, recorder: Recorder, name: str) -> None:
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
        self.recorder.rich("execute_result", format_dict, md_dict)

    def log_output(self, format_dict: dict) -> None:
        pass

    def finish_displayhook(self) -> None:
        pass


class _Publisher(DisplayPublisher):
    recorder: Recorder | None = None

    def publish(self, data: dict, metadata: dict | None = None, **more: object) -> None:
        self.recorder.rich("display_data", data, metadata)

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


def place(error: BaseException) -> list | None:
    """Cell, line and text of the innermost frame of ``error`` that lies in a cell; None without one."""
    where = error.__dict__.get("where") if hasattr(error, "__dict__") else None
    if where:
        return list(where)
    if isinstance(error, SyntaxError) and str(error.filename).startswith("<"):
        return [str(error.filename).strip("<>"), error.lineno or 0, (error.text or "").strip()]
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if _is_cell(frame.filename):
            return [frame.filename.strip("<>"), frame.lineno or 0, (frame.line or "").strip()[:200]]
    return None


def error_output(error: BaseException) -> dict:
    """The error as an nbformat output: the lines of the cells that led to it, then the message."""
    name = type(error).__name__
    try:
        text = str(error)[:4000]
    except Exception:
        text = ""
    lines = [f"{'-' * 75}", f"{name:<42}Traceback (most recent call last)"]
    for frame in traceback.extract_tb(error.__traceback__):
        if _is_cell(frame.filename):
            lines += [
                f"{frame.filename.strip('<>')}, line {frame.lineno}, in {frame.name}",
                f"    {frame.line}",
            ]
    where = place(error)
    if where and getattr(error, "from_student", False):
        lines += [f"{where[0]}, line {where[1]}, in the student's code", f"    {where[2]}"]
    lines.append(f"{name}: {text}")
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": lines}


def last_call(source: str) -> str | None:
    """Name of the function whose bare call is the cell's last expression; None where it is another."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return None
    last = body[-1].value if body and isinstance(body[-1], ast.Expr) else None
    return last.func.id if isinstance(last, ast.Call) and isinstance(last.func, ast.Name) else None


def _is_cell(filename: str) -> bool:
    return filename.startswith("<") and filename in linecache.cache
