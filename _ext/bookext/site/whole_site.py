"""Every build leaves the site that a build from nothing would leave.

Sphinx writes a page anew if its own source changes. But a page shows others too: the side bar and the links
to its neighbours show their order and titles, a reference the number and the title of what it points at. If
any of these changes, all pages are written; none is executed for it. And what is left of pages that are gone
goes: pages, pictures, downloads.
"""

import hashlib
import shutil
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from bookext.foreign import sphinx_private


def shown_of_others(env: BuildEnvironment) -> str:
    """A checksum over all that a page may show of other pages."""
    parts = [
        sorted(env.toctree_includes.items()),
        sorted((page, title.astext()) for page, title in env.titles.items()),
        sorted((page, sorted(numbers.items())) for page, numbers in env.toc_secnumbers.items()),
        [(page, sorted(sphinx_private.numbers(env, page))) for page in sorted(env.found_docs)],
        sorted(sphinx_private.labels(env).items()),
        sorted(sphinx_private.equations(env).items()),
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def written_anew(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """List all pages if anything has changed that they show of each other; hooked to ``env-updated``."""
    before, now = getattr(env, "shown_of_others", None), shown_of_others(env)
    env.shown_of_others = now  # type: ignore[attr-defined]  # kept with the environment, as Sphinx's guide does
    return [] if now == before else sorted(env.found_docs)


def left_over(app: Sphinx) -> Iterator[Path]:
    """Files and folders of the site that belong to no page any more."""
    site, env = Path(app.outdir), app.env
    # At the top lie pages that Sphinx makes itself.
    folders = {folder for page in env.found_docs if (folder := Path(page).parent) != Path()}
    for top in (site, site / "_sources"):
        files = chain.from_iterable((top / folder).glob("*.*") for folder in folders)
        yield from (
            path for path in files if path.relative_to(top).with_suffix("").as_posix() not in env.found_docs
        )
    if not app.config.html_use_index:
        yield from site.glob("genindex.html")
    images = {name for _, name in env.images.values()}
    yield from (path for path in (site / "_images").glob("*") if path.is_file() and path.name not in images)
    downloads = {destination.partition("/")[0] for _, destination in env.dlfiles.values()}
    yield from (path for path in (site / "_downloads").glob("*") if path.name not in downloads)


def tidy(app: Sphinx, exception: Exception | None) -> None:
    """Remove what is left over; hooked to ``build-finished``."""
    if exception is None and app.builder.name == "html":
        for path in list(left_over(app)):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the hooks."""
    app.connect("env-updated", written_anew, priority=900)  # when all numbers are known
    app.connect("build-finished", tidy)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
