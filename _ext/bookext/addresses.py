"""Every address of the site and its notebooks, from two settings: the repository's URL and the site's."""

from urllib.parse import urlparse

SITE_BRANCH = "gh-pages"
"""the branch that holds the built site, and so the notebooks that the launch links open"""


def pip_requirement(repository):
    """Return what pip installs to make ``import traindnn`` work, from the repository's URL."""
    return f"git+{repository.rstrip('/')}"


def colab_url(repository, notebook):
    """Return the address at which Colab opens a notebook of the site's branch."""
    owner_and_name = urlparse(repository).path.strip("/")
    return f"https://colab.research.google.com/github/{owner_and_name}/blob/{SITE_BRANCH}/{notebook}"


def binder_url(repository, notebook):
    """Return the address at which Binder opens a notebook of the site's branch."""
    owner_and_name = urlparse(repository).path.strip("/")
    return f"https://mybinder.org/v2/gh/{owner_and_name}/{SITE_BRANCH}?urlpath=lab/tree/{notebook}"


def derive(app, config):
    """Fill in the settings of other extensions that follow from the site's address."""
    base = config.html_baseurl.rstrip("/") + "/"
    config.ogp_site_url = base
    config.notfound_urls_prefix = urlparse(base).path


def setup(app):
    """Register the hook, before the extensions that read these settings."""
    app.connect("config-inited", derive, priority=100)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
