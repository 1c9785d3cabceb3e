"""Pages are written by two processes, and a citation finds its style at once.

Sphinx writes in parallel when it is told to with ``-j``, which `jupyter-book` does not pass on. Reading stays
in one process: `claims` and `slidemap` collect from all pages.
"""

import functools

import pybtex.plugin

from bookext.ahead import cores


def begin(app, env):
    """Ask for a second process where there is a core for it; hooked to ``env-updated``."""
    app.parallel = 2 if cores() > 1 else 1
    return ()


def setup(app):
    """Register the hook; let pybtex look through the entry points of all packages once, not at every use."""
    pybtex.plugin._load_entry_point = functools.cache(pybtex.plugin._load_entry_point)
    app.connect("env-updated", begin)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
