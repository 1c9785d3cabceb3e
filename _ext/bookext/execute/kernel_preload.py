"""What the fork server imports as it starts: this module, which silently imports those in ``BOOK_PRELOAD``.

Nothing but imports happens here: a process in which TensorFlow has computed something must not be forked.
A module that cannot be imported is left to the page that imports it, which then says so.
"""

import contextlib
import importlib
import os


def preload(modules: list[str]) -> None:
    """Import modules with file descriptor 2 leading nowhere: TensorFlow's core writes to it."""
    kept, null = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    try:
        for module in modules:
            with contextlib.suppress(ImportError):
                importlib.import_module(module)
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(null)


preload(os.environ.get("BOOK_PRELOAD", "").split())
