"""The execution cache: key each page by all it depends on, and say at the end what ran.

A page's key (``pagekey.page_key``) is written into the page's ``kernelspec`` while it is read, since
jupyter-cache hashes the kernelspec with the cells. Pages whose key has changed are read again, even
where their own text has not.
"""

import os
import sys

import yaml
from sphinx.util import logging

from bookext.ahead import Ahead
from bookext.pagekey import Package, page_code, page_key

LOG = logging.getLogger(__name__)
PACKAGE = "traindnn"
LOCK = "requirements.txt"


def let_cells_import_the_package(app, config):
    """Put the repository root on the kernels' path, so that the book builds without an installation."""
    paths = [str(app.srcdir), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ["PYTHONPATH"] = os.pathsep.join(paths)
    if str(app.srcdir) not in sys.path:  # the page keys ask the package which data it would load
        sys.path.insert(0, str(app.srcdir))
    # traindnn.interactive then returns the site's form of a figure instead of the notebook's.
    os.environ["TRAINDNN_SITE"] = "1"


def is_notebook(metadata):
    """Tell from a page's front matter whether its code cells are run."""
    text = metadata.get("jupytext", {}).get("text_representation", {})
    return metadata.get("file_format") == "mystnb" or text.get("format_name") == "myst"


def split_front_matter(text):
    """Return the front matter of a page as a dict and its number of lines, fences included."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---" or "---" not in [line.rstrip() for line in lines[1:]]:
        return {}, 0
    end = [line.rstrip() for line in lines].index("---", 1)
    return yaml.safe_load("\n".join(lines[1:end])) or {}, end + 1


def with_key(text, key):
    """Write ``key`` into the kernelspec of a page, on as many lines as before (messages name lines)."""
    metadata, length = split_front_matter(text)
    metadata.setdefault("kernelspec", {"name": "python3", "display_name": "Python 3", "language": "python"})
    metadata["kernelspec"]["depends_on"] = key
    line = yaml.safe_dump(metadata, default_flow_style=True, width=float("inf"), sort_keys=False).strip()
    return "\n".join(["---", line, *[""] * (length - 3), "---", *text.split("\n")[length:]])


class PageKeys:
    """The keys of the book's pages, as last read (kept in the environment) and as they are now."""

    def __init__(self, app):
        self.app = app
        self.package = Package(app.srcdir / PACKAGE)
        self.read = set()
        self.ahead = Ahead(self.keyed, self.libraries)

    @property
    def known(self):
        """Keys of the pages when they were last read: docname to key."""
        if not hasattr(self.app.env, "page_keys"):
            self.app.env.page_keys = {}
        return self.app.env.page_keys

    def key(self, text):
        """Return the key of a page's text, or None for a page without code cells."""
        metadata, _ = split_front_matter(text)
        if not is_notebook(metadata):
            return None
        # `reads:` in a page's front matter names files, from the book's root, that its cells read.
        reads = [self.app.srcdir / name for name in metadata.get("reads", ())]
        return page_key(text, self.package, self.app.srcdir / LOCK, reads)

    def keyed(self, text):
        """Return a page's text with its key in it; a page without code cells as it is."""
        key = self.key(text)
        return with_key(text, key) if key else text

    def libraries(self, text):
        """Return the top-level names of the packages that a page's cells import, through ours or not."""
        return self.package.imports(page_code(text)).others

    def outdated(self, app, env, added, changed, removed):
        """List the pages whose dependencies have changed since they were read."""
        pages = env.found_docs - added - changed
        texts = {page: (app.srcdir / env.doc2path(page)).read_text("utf-8") for page in pages}
        return [page for page, text in sorted(texts.items()) if self.key(text) != self.known.get(page)]

    def on_read(self, app, docname, source):
        """Write the key into the page that is being read."""
        if docname not in app.env.found_docs:  # an included file
            return
        self.read.add(docname)
        self.known[docname] = self.key(source[0])
        if self.known[docname]:
            source[0] = with_key(source[0], self.known[docname])

    def report(self, app, exception):
        """Print a line a page: executed, taken from the cache, or not even read; and how long it took."""
        rows = []
        for page, facts in sorted(getattr(app.env, "nb_metadata", {}).items()):
            if not (run := facts.get("exec_data")):
                continue
            state = "from the cache" if page in self.read else "unchanged"
            state = "executed" if page in self.ahead.seconds else state
            rows.append(f"  {page:<40} {state:<16} {run['runtime'] or 0.0:7.1f} s")
        if rows:
            LOG.info("\nExecution of the pages (seconds of their last run):\n%s\n", "\n".join(rows))


def connect(app):
    """Connect the keys once the environment's place is known."""
    keys = PageKeys(app)
    # Before every other reader of the source, so that all see the same text.
    app.connect("source-read", keys.on_read, priority=100)
    app.connect("env-get-outdated", keys.outdated)
    app.connect("env-before-read-docs", keys.ahead.run)
    app.connect("build-finished", keys.report)


def setup(app):
    """Register the hooks."""
    app.connect("config-inited", let_cells_import_the_package)
    app.connect("builder-inited", connect)
    # The keys of a page and the time it took are noted in one process.
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
