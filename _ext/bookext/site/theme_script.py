"""The site's copy of the theme's script, which measures nothing while a page loads."""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from bookext.foreign import theme_private
from bookext.foreign.releases import unexpected

LOG = logging.getLogger(__name__)
SPARED = "0/*spared*/"
"""stands where the theme measured"""


def spared(script: str) -> str:
    """Return the theme's script without its measuring; if it is not where it was, a warning says so."""
    if SPARED in script:  # a build before this one has done it
        return script
    made, measurings = theme_private.MEASURES.subn(SPARED, script)
    if measurings != 1:
        expected = "one place where the theme's script measures all code cells (`tabIndex`)"
        message = unexpected(expected, measurings, theme_private.PACKAGES, "foreign.theme_private.MEASURES")
        LOG.warning(message, type="book", subtype="loading")
    return made


def spare(app: Sphinx, exception: Exception | None) -> None:
    """Spare the theme's script its measuring; hooked to ``build-finished``."""
    script = Path(app.outdir) / theme_private.SCRIPT
    if exception is None and app.builder.format == "html":
        script.write_text(spared(script.read_text("utf-8")), "utf-8")
        script.with_suffix(".js.map").unlink(missing_ok=True)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the hook."""
    app.connect("build-finished", spare)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
