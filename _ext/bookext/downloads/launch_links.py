"""Where a notebook of the site can be opened, and what pip installs for it, from the repository's URL."""

from urllib.parse import urlparse

SITE_BRANCH = "gh-pages"
"""the branch that holds the built site, and so the notebooks that the launch links open"""


def pip_requirement(repository: str) -> str:
    """Return what pip installs to make ``import traindnn`` work, from the repository's URL."""
    return f"git+{repository.rstrip('/')}"


def colab_url(repository: str, notebook: str) -> str:
    """Return the address at which Colab opens a notebook of the site's branch."""
    owner_and_name = urlparse(repository).path.strip("/")
    return f"https://colab.research.google.com/github/{owner_and_name}/blob/{SITE_BRANCH}/{notebook}"


def binder_url(repository: str, notebook: str) -> str:
    """Return the address at which Binder opens a notebook of the site's branch."""
    owner_and_name = urlparse(repository).path.strip("/")
    return f"https://mybinder.org/v2/gh/{owner_and_name}/{SITE_BRANCH}?urlpath=lab/tree/{notebook}"
