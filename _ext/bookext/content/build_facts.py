"""What this build is: version, date, data, how to cite it, and the book in one file; for its first page.

The date is that of the last commit, so that two builds of one commit are alike.
"""

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from bookext.execute import keys

KINDS = {
    "package": "published images that come with the book",
    "keras": "the published set, from Keras",
    "folder": "local files",
    "stand-in": "a stand-in, drawn by the book",
}
"""what `traindnn.data` calls its sources, in words"""
PRINTED = {"book.pdf": "PDF", "book.epub": "EPUB"}
"""the whole book in one file: its name, and what readers call it"""
PRINTED_IN = "PRINTED"
"""the variable that names the folder of these files; without it the site offers none of its own"""
CITATION = """@book{{training-deep-neural-networks,
  title  = {{{title}: the executable textbook}},
  author = {{{{{author}}}}},
  year   = {{{year}}},
  note   = {{Version {version}}},
  url    = {{{url}}}
}}"""


class build_facts(nodes.General, nodes.Element):
    """Place of the facts, until the page is written."""


class printed_book(nodes.General, nodes.Element):
    """Place of the links to the whole book in one file, until the page is written."""


class PrintedBook(SphinxDirective):
    """Links to the whole book in one file, or nothing where there is none."""

    def run(self) -> list[nodes.Node]:
        """Return the place of the links."""
        _note(self.env)
        return [printed_book()]


class BuildFacts(SphinxDirective):
    """A list of facts, and an entry for BibTeX."""

    def run(self) -> list[nodes.Node]:
        """Return the place of the facts."""
        _note(self.env)
        return [build_facts()]


def _note(env: BuildEnvironment) -> None:
    """Note that the page at hand shows what may change from build to build."""
    pages = {*getattr(env, "pages_with_build_facts", ()), env.docname}
    env.pages_with_build_facts = pages  # type: ignore[attr-defined]


def facts(app: Sphinx) -> dict[str, list[nodes.Node]]:
    """Facts by their names, each as inline nodes."""
    found: dict[str, list[nodes.Node]] = {"Version": [nodes.Text(version(app))]}
    if day := date_of_commit(Path(app.srcdir)):
        found["Date"] = [nodes.Text(day)]
    found["Data"] = [nodes.Text(data())]
    found["Scale"] = [nodes.Text(scale())]
    return found


def printed(app: Sphinx) -> list[nodes.Node]:
    """Links to the whole book in one file: printed from this build, or else of the newest release."""
    repository = app.config.html_theme_options.get("repository_url", "").rstrip("/")
    # The site's top lies above the page, as everything but the entry page lies in a folder.
    addresses = {file.name: f"../{file.name}" for file in files_printed(Path(app.srcdir))}
    said = "The whole book in one file: "
    if not addresses and repository:
        addresses = {name: f"{repository}/releases/latest/download/{name}" for name in PRINTED}
        said = "The whole book in one file, of the newest release: "
    links: list[nodes.Node] = []
    for name, address in addresses.items():
        links += [nodes.Text(", " if links else said), _link(PRINTED[name], address)]
    return links


def _link(text: str, address: str) -> nodes.reference:
    return nodes.reference("", text, refuri=address, internal=False)


def files_printed(root: Path) -> list[Path]:
    """The files in the folder that the variable names, seen from the root of the book."""
    folder = os.environ.get(PRINTED_IN)
    return [file for name in PRINTED if folder and (file := root / folder / name).is_file()]


def version(app: Sphinx) -> str:
    """The version of the companion package, and so of the book."""
    import traindnn

    return traindnn.__version__


def date_of_commit(folder: Path) -> str:
    """The day of the last commit, as 2026-12-01; empty outside a clone."""
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%d")
    command = ["git", "log", "-1", "--format=%cs"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def data() -> str:
    """Where the images come from, in words."""
    from traindnn.data.catalog import SPECS

    kinds = {name: source.partition(":")[0] for name, source in keys.data_source("").items()}
    return "; ".join(f"{SPECS[name].title}, {KINDS.get(kind, kind)}" for name, kind in kinds.items())


def scale() -> str:
    """How much was trained, in words."""
    return f"the {os.environ.get('TRAINDNN_PROFILE', 'quick')} profile"


class FillInFacts(SphinxPostTransform):
    """Put the facts where they belong."""

    default_priority = 6

    def run(self, **kwargs: object) -> None:
        """Replace each place by a list and a code block."""
        for place in list(self.document.findall(printed_book)):
            links = printed(self.app)
            place.replace_self([nodes.paragraph("", "", *links, classes=["printed-book"])] if links else [])
        for place in list(self.document.findall(build_facts)):
            rows = nodes.field_list(classes=["build-facts"])
            for name, parts in facts(self.app).items():
                body = nodes.field_body("", nodes.paragraph("", "", *parts))
                rows += nodes.field("", nodes.field_name("", name), body)
            place.replace_self([rows, self.citation()])

    def citation(self) -> nodes.literal_block:
        """The entry for BibTeX."""
        config = self.config
        text = CITATION.format(
            title=config.project,
            author=config.author,
            year=config.copyright,
            version=version(self.app),
            url=config.html_baseurl,
        )
        return nodes.literal_block(text, text, language="bibtex")


def bring_along(app: Sphinx, exception: Exception | None) -> None:
    """Put the printed book at the top of the site, and nothing there that this build does not link."""
    if exception or app.builder.name != "html":
        return
    files = {file.name: file for file in files_printed(Path(app.srcdir))}
    for name in PRINTED:
        target = Path(app.outdir) / name
        if name in files:
            shutil.copy2(files[name], target)
        else:
            target.unlink(missing_ok=True)


def written_anew(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Have Sphinx write the pages with such facts in every build."""
    return sorted(getattr(env, "pages_with_build_facts", set()) & env.found_docs)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive and the filling in."""
    app.add_node(build_facts)
    app.add_node(printed_book)
    app.add_directive("build-facts", BuildFacts)
    app.add_directive("printed-book", PrintedBook)
    app.add_post_transform(FillInFacts)
    app.connect("env-updated", written_anew)
    app.connect("build-finished", bring_along)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
