"""The settings of other extensions that follow from the site's address."""

from urllib.parse import urlparse

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

MISSING = "This page is not here"
BODY = """<h1>{title}</h1>
<p>Its address may have a typing error, or the page has moved. The <a href="{prefix}search.html">search</a>
finds sections by their words, the <a href="{prefix}index.html">first page</a> has a map of the chapters.</p>
"""


def derive(app: Sphinx, config: Config) -> None:
    """Fill in the settings; a fork changes ``html_baseurl`` and no more."""
    base = config.html_baseurl.rstrip("/") + "/"
    config.ogp_site_url = base
    prefix = urlparse(base).path
    config.notfound_urls_prefix = prefix
    body = BODY.format(title=MISSING, prefix=prefix)
    config.notfound_context = {"title": MISSING, "pagetitle": MISSING, "body": body}


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the hook, before the extensions that read these settings."""
    app.connect("config-inited", derive, priority=100)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
