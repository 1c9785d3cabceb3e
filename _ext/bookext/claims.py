"""The page of claims: what the slides say beside what other pages have measured.

A chapter glues two texts for each claim, ``claim C7`` (what was measured) and ``claim C7 verdict``, and
puts the label ``(claim-c7)=`` where it measured. ``{claims-table}`` reads what the slides say from a YAML
list and takes the rest from whichever page has it. That happens when the table is written, from the
outputs of the last run, and the table is written in every build: it cannot be older than the chapters.
"""

import ast
import json
from pathlib import Path

import yaml
from docutils import nodes
from docutils.statemachine import StringList
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

LOG = logging.getLogger(__name__)
HEADERS = ("Claim", "The slides say", "Experiment", "Measured", "Verdict")
FIELDS = {"claim", "says", "slides", "experiment"}
COLOURED = ("holds", "not reproduced")


class pending_glue(nodes.Inline, nodes.Element):
    """Stands for a text that some page glues under the name ``key``."""


class ClaimsTable(SphinxDirective):
    """A row for each claim in a YAML file beside the page."""

    required_arguments = 1

    def run(self):
        """Build the table; what was measured is filled in when it is written."""
        relative, path = self.env.relfn2path(self.arguments[0])
        self.env.note_dependency(relative)
        claims = yaml.safe_load(Path(path).read_text("utf-8"))
        faults = [fault for claim in claims for fault in faults_of(claim)]
        if faults:
            raise self.error(f"{self.arguments[0]}: {'; '.join(faults)}")
        self.env.claims_pages = {*getattr(self.env, "claims_pages", ()), self.env.docname}
        return [table(HEADERS, [self.row(claim) for claim in claims], "claims")]

    def row(self, claim):
        """The five cells of a claim."""
        name = claim["claim"]
        cell = reference("ref", f"claim-{name.lower()}", "the cell", self.env.docname)
        where = nodes.paragraph("", "", nodes.Text("Slide " if len(claim["slides"]) == 1 else "Slides "))
        for i, slide in enumerate(claim["slides"]):
            where += nodes.Text(", " if i else "")
            where += reference("ref", f"slide-{slide}", str(slide), self.env.docname)
        return [
            [nodes.paragraph("", "", nodes.strong("", name))],
            [*self.text(claim["says"]), where],
            self.text(claim["experiment"]),
            [nodes.paragraph("", "", self.pending(f"claim {name}"))],
            [
                nodes.paragraph("", "", nodes.strong("", "", self.pending(f"claim {name} verdict"))),
                nodes.paragraph("", "", cell),
            ],
        ]

    def pending(self, key):
        """A place for a glued text."""
        node = pending_glue("", key=key)
        self.set_source_info(node)
        return node

    def text(self, markdown):
        """Parse Markdown of the YAML file as if it stood here."""
        holder = nodes.Element()
        lines = StringList(markdown.splitlines(), self.arguments[0])
        self.state.nested_parse(lines, self.content_offset, holder)
        return holder.children


def faults_of(claim):
    """What is wrong with an entry of the YAML file, as a list of sentences."""
    name, missing = claim.get("claim", "a claim without a name"), sorted(FIELDS - claim.keys())
    faults = [f"{name}: expected {', '.join(missing)}"] if missing else []
    if unknown := sorted(claim.keys() - FIELDS):
        faults.append(
            f"{name}: expected {', '.join(sorted(FIELDS))} and no more. Received: {', '.join(unknown)}"
        )
    return faults


def reference(kind, target, text, page):
    """A link with a text of its own to a label; a label that does not exist warns."""
    attributes = {"refdomain": "std", "reftype": kind, "reftarget": target, "refdoc": page}
    return addnodes.pending_xref("", nodes.inline("", text), refexplicit=True, refwarn=True, **attributes)


def table(headers, rows, name):
    """A table whose cells are lists of nodes.

    Args:
        headers: a text for each column.
        rows: lists of cells, as long as ``headers``.
        name: class of the table, beside ``stacked``: on a narrow screen its cells stand below each other.
    """
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in headers), cols=len(headers))
    head = nodes.row("", *(nodes.entry("", nodes.paragraph("", text)) for text in headers))
    body = [nodes.row("", *(nodes.entry("", *cell) for cell in row)) for row in rows]
    group += [nodes.thead("", head), nodes.tbody("", *body)]
    return nodes.table("", group, classes=["stacked", name, "colwidths-auto"])


class FillIn(SphinxPostTransform):
    """Put the glued texts where they belong."""

    default_priority = 6

    def run(self, **kwargs):
        """Replace each pending text of the page; one that no page has, or several, warns."""
        places = list(self.document.findall(pending_glue))
        glued = glued_texts(self.env) if places else {}
        for place in places:
            found = glued.get(place["key"], {})
            if len(found) != 1:
                where = f"the pages {', '.join(sorted(found))} glue" if found else "no page glues"
                LOG.warning("expected one page that glues %r: %s it", place["key"], where, location=place)
            text = next(iter(found.values()), "?")
            kind = [text.replace(" ", "-")] if text in COLOURED else []
            place.replace_self(nodes.inline("", text, classes=["pasted-text", *kind]))


def glued_texts(env):
    """What the pages of the book glue for claims.

    Args:
        env: Sphinx's environment, after all pages have been read.

    Returns:
        dict from name to a dict from page to text.
    """
    found = {}
    for page in sorted(env.found_docs):
        glued = NbMetadataCollector.get_doc_data(env).get(page, {}).get("glue", ())
        file = Path(env.mystnb_config.output_folder, *f"{page}.glue.json".split("/"))
        if (names := [name for name in glued if name.startswith("claim ")]) and file.exists():
            values = json.loads(file.read_text("utf-8"))
            for name in names:
                found.setdefault(name, {})[page] = plain(values[name]["data"]["text/plain"])
    return found


def plain(shown):
    """The text behind a string's representation."""
    return str(ast.literal_eval(shown)) if shown[:1] in "'\"" else shown


def written_anew(app, env):
    """Have Sphinx write the pages with such tables in every build."""
    return sorted(getattr(env, "claims_pages", set()) & env.found_docs)


def setup(app):
    """Register the directive and the filling in."""
    app.add_node(pending_glue)
    app.add_directive("claims-table", ClaimsTable)
    app.add_post_transform(FillIn)
    app.connect("env-updated", written_anew)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
