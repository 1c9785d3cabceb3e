"""The page of claims: what the slides say beside what other pages have measured.

A chapter glues two texts for each claim, ``claim C7`` (what was measured) and ``claim C7 verdict``, and
puts the label ``(claim-c7)=`` where it measured. ``{claims-table}`` reads what the slides say from a YAML
list and takes the rest from whichever page has it. That happens when the table is written, from the
outputs of the last run, and the table is written in every build: it cannot be older than the chapters.
"""

import ast
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from bookext.content.tables import Cell, paragraph, table
from bookext.foreign import myst_nb_private

LOG = logging.getLogger(__name__)
HEADERS = ("Claim", "The slides say", "Experiment", "Measured", "Verdict")
FIELDS = {"claim", "says", "slides", "experiment"}
COLOURED = ("holds", "not reproduced")


class pending_glue(nodes.Inline, nodes.Element):
    """Stands for a text that some page glues under the name ``key``."""


class ClaimsTable(SphinxDirective):
    """A row for each claim in a YAML file beside the page."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Build the table; what was measured is filled in when it is written."""
        relative, path = self.env.relfn2path(self.arguments[0])
        self.env.note_dependency(relative)
        claims = yaml.safe_load(Path(path).read_text("utf-8"))
        faults = [fault for claim in claims for fault in faults_of(claim)]
        if faults:
            raise self.error(f"{self.arguments[0]}: {'; '.join(faults)}")
        pages = {*getattr(self.env, "claims_pages", ()), self.env.docname}
        self.env.claims_pages = pages  # type: ignore[attr-defined]
        # On a narrow screen the cells of a row stand below each other.
        return [table(HEADERS, [self.row(claim) for claim in claims], ["stacked", "claims"])]

    def row(self, claim: dict[str, Any]) -> list[Cell]:
        """The five cells of a claim."""
        name = claim["claim"]
        cell = reference("ref", f"claim-{name.lower()}", "the cell", self.env.docname)
        where = paragraph(nodes.Text("Slide " if len(claim["slides"]) == 1 else "Slides "))
        for i, slide in enumerate(claim["slides"]):
            where += nodes.Text(", " if i else "")
            where += reference("ref", f"slide-{slide}", str(slide), self.env.docname)
        return [
            [paragraph(nodes.strong("", name))],
            [*self.text(claim["says"]), where],
            self.text(claim["experiment"]),
            [paragraph(self.pending(f"claim {name}"))],
            [
                paragraph(nodes.strong("", "", self.pending(f"claim {name} verdict"))),
                paragraph(cell),
            ],
        ]

    def pending(self, key: str) -> pending_glue:
        """A place for a glued text."""
        node = pending_glue("", key=key)
        self.set_source_info(node)
        return node

    def text(self, markdown: str) -> list[nodes.Node]:
        """Parse Markdown of the YAML file as if it stood here."""
        holder = nodes.Element()
        lines = StringList(markdown.splitlines(), self.arguments[0])
        self.state.nested_parse(lines, self.content_offset, holder)
        return holder.children


def faults_of(claim: dict[str, Any]) -> list[str]:
    """What is wrong with an entry of the YAML file, as a list of sentences."""
    if claim.keys() == FIELDS:
        return []
    fields = ", ".join(sorted(FIELDS))
    received = ", ".join(sorted(claim))
    return [f"{claim.get('claim', 'a claim')}: expected the fields {fields}. Received: fields={received}"]


def reference(kind: str, target: str, text: str, page: str) -> addnodes.pending_xref:
    """A link to a label, with a text of its own; Sphinx warns if the label does not exist."""
    attributes = {"refdomain": "std", "reftype": kind, "reftarget": target, "refdoc": page}
    return addnodes.pending_xref("", nodes.inline("", text), refexplicit=True, refwarn=True, **attributes)


class FillIn(SphinxPostTransform):
    """Put the glued texts where they belong."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        """Replace each pending text of the page; warn where no page has it, or several do."""
        places = list(self.document.findall(pending_glue))
        glued = glued_texts(self.env) if places else {}
        for place in places:
            found = glued.get(place["key"], {})
            if len(found) != 1:
                LOG.warning(
                    "expected one page that glues %r. Received: pages=%s. Glue it where it is measured, and "
                    "nowhere else",
                    place["key"],
                    ", ".join(sorted(found)) or "none",
                    location=place,
                )
            text = next(iter(found.values()), "?")
            kind = [text.replace(" ", "-")] if text in COLOURED else []
            place.replace_self(nodes.inline("", text, classes=["pasted-text", *kind]))


def glued_texts(env: BuildEnvironment) -> dict[str, dict[str, str]]:
    """What the pages of the book glue for claims.

    Args:
        env: Sphinx's environment, after all pages have been read.

    Returns:
        dict from name to a dict from page to text.
    """
    found: dict[str, dict[str, str]] = {}
    for page in sorted(env.found_docs):
        for name, shown in myst_nb_private.glued(env, page).items():
            if name.startswith("claim "):
                found.setdefault(name, {})[page] = plain(shown)
    return found


def plain(shown: str) -> str:
    """The text behind a string's representation."""
    return str(ast.literal_eval(shown)) if shown[:1] in "'\"" else shown


def written_anew(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Have Sphinx write the pages with such tables in every build."""
    return sorted(getattr(env, "claims_pages", set()) & env.found_docs)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive and the filling in."""
    app.add_node(pending_glue)
    app.add_directive("claims-table", ClaimsTable)
    app.add_post_transform(FillIn)
    app.connect("env-updated", written_anew)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
