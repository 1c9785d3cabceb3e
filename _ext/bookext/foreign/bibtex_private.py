"""What we use of sphinxcontrib-bibtex beyond its documented interface."""

from collections.abc import Mapping
from typing import Any

from sphinx.environment import BuildEnvironment


def works(env: BuildEnvironment) -> Mapping[str, Any]:
    """Return the entries of the bibliography by their keys, as pybtex has read them."""
    return env.get_domain("cite").bibdata.data.entries  # type: ignore[attr-defined]
