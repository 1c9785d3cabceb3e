"""Pages are written by two processes, and a citation finds its style at once.

Reading stays in one process: tables of the book collect from all pages.
"""

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from bookext.execute.processors import processors
from bookext.foreign import pybtex_private, sphinx_private


def begin(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Ask for a second process where there is a processor for it; hooked to ``env-updated``."""
    sphinx_private.write_pages_in(app, 2 if processors() > 1 else 1)
    return []


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the hook."""
    pybtex_private.remember_plugins()
    app.connect("env-updated", begin)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
