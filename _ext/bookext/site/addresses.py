"""The settings of other extensions that follow from the site's address."""

from urllib.parse import urlparse

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata


def derive(app: Sphinx, config: Config) -> None:
    """Fill in the settings; a fork changes ``html_baseurl`` and no more."""
    base = config.html_baseurl.rstrip("/") + "/"
    config.ogp_site_url = base
    config.notfound_urls_prefix = urlparse(base).path


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the hook, before the extensions that read these settings."""
    app.connect("config-inited", derive, priority=100)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
