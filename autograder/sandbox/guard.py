"""What the student's code has put in the place of Python's, NumPy's and our own functions, put back.

A test that runs in the student's process must call the functions that its author meant. A copy of them is
taken before any student's code runs, and before such a test each is compared and put back; what was found
changed is reported. It holds as far as one process can be guarded: code that searches the process for this
copy finds it.

The copy is a generator, started before the student's code. Its frame refers to everything that it needs by
local names, so neither a replaced built-in function nor a replaced function of ours changes what it does.
"""

from __future__ import annotations

import gc
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from autograder.sandbox.ipython_shell import Shell

_WATCHED = {"numpy", "autograder", "IPython", "traitlets", "msgspec", "pytest", "_pytest"}
"""Packages beside the standard library whose functions are put back."""
_WATCHED_MODULES = ("pandas._testing", "pandas.testing", "pandas.util")
"""Modules of other packages that tests compare with."""
_OURS_TO_CHANGE = {("sys", "displayhook"), ("sys", "addaudithook"), ("warnings", "showwarning")}
"""What the worker itself sets."""
_HEAP_TYPE, _IMMUTABLE_TYPE = 1 << 9, 1 << 8
_DESCRIPTORS = (property, staticmethod, classmethod, FunctionType)

Undone: TypeAlias = tuple[str, ...]
"""What was put back, each in words."""
_Code: TypeAlias = tuple[Any, tuple[Any, ...] | None, dict[str, Any] | None]


def guarding(shell: Shell) -> Callable[[], Undone]:
    """Take the copy; the function that is returned puts everything back and says what it found changed.

    Args:
        shell: the shell that runs the cells.
    """
    guard = _guarding(shell)
    next(guard)
    return guard.__next__


def _guarding(shell: Shell) -> Generator[Undone, None, None]:
    modules = tuple(sys.modules.items())
    entries = tuple(_entries())
    attributes = tuple(_attributes(entries))
    functions = tuple(_functions(entries, attributes))
    callbacks = {event: list(registered) for event, registered in shell.events.callbacks.items()}
    own = frozenset(vars(shell))
    flags = shell.first_flags
    meta_path, path_hooks = tuple(sys.meta_path), tuple(sys.path_hooks)
    # From here on nothing is looked up by a global or built-in name.
    loaded, system, set_attribute, absent = sys.modules, sys, type.__setattr__, object()
    delete_attribute, real_type, is_callable = type.__delattr__, type, callable
    set_trace, set_profile, tracing, profiling = sys.settrace, sys.setprofile, sys.gettrace, sys.getprofile
    thread, default, ignored, set_signal, get_signal = (
        threading,
        signal.SIG_DFL,
        signal.SIG_IGN,
        signal.signal,
        signal.getsignal,
    )
    interrupt, set_timer, timers = signal.default_int_handler, signal.setitimer, _timers()
    numbers, collecting, is_cell = tuple(signal.valid_signals()), gc.callbacks, _is_of_a_cell
    make_set, make_list, make_tuple = frozenset, list, tuple
    found: list[str] = []
    while True:
        yield make_tuple(found)
        found = []
        if tracing() is not None or profiling() is not None:
            found.append("sys.settrace or sys.setprofile")
        set_trace(None)
        set_profile(None)
        thread._trace_hook = thread._profile_hook = None  # type: ignore[attr-defined]
        for timer in timers:
            set_timer(timer, 0)
        for number in numbers:
            handler = get_signal(number)
            if handler is not default and handler is not ignored and handler is not interrupt and handler:
                set_signal(number, default)
                found.append("a signal handler")
        for name, module in modules:
            if loaded.get(name, absent) is not module:
                loaded[name] = module
                found.append(f"the module {name}")
        for names, module_name, name, value in entries:
            if names.get(name, absent) is not value:
                names[name] = value
                found.append(f"{module_name}.{name}")
        for kind, known, members in attributes:
            for name, value in members:
                if kind.__dict__.get(name, absent) is not value:
                    set_attribute(kind, name, value)
                    found.append(f"{kind.__qualname__}.{name}")
            for name, value in make_list(kind.__dict__.items()):
                if name not in known and is_callable(value):
                    delete_attribute(kind, name)
                    found.append(f"{kind.__qualname__}.{name}")
        for function, code, defaults, keywords in functions:
            if function.__code__ is not code:
                function.__code__ = code
                found.append(f"the code of {function.__qualname__}")
            if function.__defaults__ is not defaults:
                function.__defaults__ = defaults
            if function.__kwdefaults__ is not keywords:
                function.__kwdefaults__ = keywords
        if meta_path != make_tuple(system.meta_path) or path_hooks != make_tuple(system.path_hooks):
            system.meta_path[:], system.path_hooks[:] = meta_path, path_hooks
            found.append("an import hook")
        if collecting:
            collecting.clear()
            found.append("a callback of the garbage collector")
        if shell.ast_transformers or shell.input_transformers_post or shell.compile.flags != flags:
            shell.ast_transformers, shell.input_transformers_post = [], []
            shell.compile.flags = flags
            found.append("a transformer of IPython's")
        if shell.custom_exceptions:
            shell.custom_exceptions = ()
            found.append("a handler of exceptions in IPython")
        for name in make_set(shell.__dict__) - own:
            if name in real_type(shell).__dict__ or is_callable(shell.__dict__[name]):
                del shell.__dict__[name]
                found.append(f"IPython's {name}")
        for event, registered in callbacks.items():
            for callback in make_list(shell.events.callbacks[event]):
                if callback not in registered and is_cell(callback):
                    shell.events.callbacks[event].remove(callback)
                    found.append(f"a callback of IPython's for {event}")


def refuse_audit_hooks() -> None:
    """Refuse hooks that nobody could take away again."""

    def addaudithook(hook: object) -> None:
        raise RuntimeError("sys.addaudithook is not available where notebooks are graded")

    sys.addaudithook = addaudithook


def _timers() -> tuple[int, ...]:
    return signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF


def _is_of_a_cell(callback: Callable[..., Any]) -> bool:
    """Whether a callback was not made by an installed library."""
    code = getattr(getattr(callback, "__func__", callback), "__code__", None)
    return code is None or code.co_filename.startswith("<")


def _is_watched(name: str) -> bool:
    package = name.partition(".")[0]
    standard = package in sys.stdlib_module_names and package != "__main__"
    return standard or package in _WATCHED or name.startswith(_WATCHED_MODULES)


def _entries() -> Iterator[tuple[dict[str, Any], str, str, Any]]:
    """Functions, classes and modules by the namespace, the module and the name that they have."""
    for module_name, module in list(sys.modules.items()):
        if not _is_watched(module_name) or not isinstance(module, ModuleType):
            continue
        names = vars(module)
        for name, value in list(names.items()):
            kept = isinstance(value, FunctionType | BuiltinFunctionType | type | ModuleType)
            if (kept or callable(value)) and (module_name, name) not in _OURS_TO_CHANGE:
                yield names, module_name, name, value


def _attributes(
    entries: tuple[tuple[dict[str, Any], str, str, Any], ...],
) -> Iterator[tuple[type, frozenset[str], tuple[tuple[str, Any], ...]]]:
    """Classes that can be changed, with all their attributes' names and the methods among them."""
    seen = set[int]()
    for _, module_name, _, value in entries:
        if not isinstance(value, type) or id(value) in seen or value.__module__ != module_name:
            continue
        seen.add(id(value))
        if value.__flags__ & _HEAP_TYPE and not value.__flags__ & _IMMUTABLE_TYPE:
            members = tuple(
                (name, member)
                for name, member in vars(value).items()
                if isinstance(member, _DESCRIPTORS) or callable(member)
            )
            yield value, frozenset(vars(value)), members


def _functions(
    entries: tuple[tuple[dict[str, Any], str, str, Any], ...],
    attributes: tuple[tuple[type, frozenset[str], tuple[tuple[str, Any], ...]], ...],
) -> Iterator[tuple[FunctionType, Any, Any, Any]]:
    """Functions of Python with what can be exchanged within them."""
    seen = set[int]()
    values = [value for _, _, _, value in entries]
    values += [member for _, _, members in attributes for _, member in members]
    for value in values:
        function = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
        if isinstance(function, FunctionType) and id(function) not in seen:
            seen.add(id(function))
            yield function, function.__code__, function.__defaults__, function.__kwdefaults__
