"""The page of claims: what the slides say, beside what the record has and what this build measured.

A chapter glues the evidence of each claim, ``glue("claim C7", evidence)``, and puts the label ``(claim-c7)=``
where it measured. ``{claims-table}`` reads what the slides say from a YAML list, verdict and differences from
the record, and this build's own differences from whichever page has them. That happens when the table is
written, from the outputs of the last run, and the table is written in every build: it cannot be older than
the chapters.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from bookext.content import build_facts
from bookext.content.recorded import WORDS, Found, record_of
from bookext.content.tables import Cell, paragraph, reference, table
from bookext.foreign import myst_nb_private

LOG = logging.getLogger(__name__)
HEADERS = ("Claim", "The slides say", "Experiment", "Recorded", "This build")
FIELDS = {"claim", "says", "quote", "slides", "experiment", "conditions"}
COLOURED = ("holds", "not reproduced")


class pending_claim(nodes.General, nodes.Element):
    """Stands for what is known of the claim ``claim``: ``recorded`` or measured in this ``build``."""


class pending_tally(nodes.General, nodes.Element):
    """Stands for how many claims hold, and for what was measured on."""


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
        tally = pending_tally("", claims=[claim["claim"] for claim in claims])
        self.set_source_info(tally)
        # On a narrow screen the cells of a row stand below each other.
        return [tally, table(HEADERS, [self.row(claim) for claim in claims], ["stacked", "claims"])]

    def row(self, claim: dict[str, Any]) -> list[Cell]:
        """The five cells of a claim."""
        name = claim["claim"]
        cell = reference("ref", f"claim-{name.lower()}", "the experiment", self.env.docname)
        where = paragraph(nodes.Text("Slide " if len(claim["slides"]) == 1 else "Slides "))
        for i, slide in enumerate(claim["slides"]):
            where += nodes.Text(", " if i else "")
            where += reference("ref", f"slide-{slide}", str(slide), self.env.docname)
        quotes = [claim["quote"]] if isinstance(claim["quote"], str) else claim["quote"]
        return [
            [paragraph(nodes.strong("", name))],
            [*self.parse_text_to_nodes(claim["says"]), *(self.quotation(quote) for quote in quotes), where],
            [*self.parse_text_to_nodes(claim["experiment"]), paragraph(cell)],
            [self.pending(claim, "recorded")],
            [self.pending(claim, "build")],
        ]

    def quotation(self, quote: str) -> nodes.paragraph:
        """The slide's own words."""
        return paragraph(nodes.inline("", f"“{quote}”", classes=["quotation"]))

    def pending(self, claim: dict[str, Any], which: str) -> pending_claim:
        """A place for what is known of a claim."""
        node = pending_claim("", claim=claim["claim"], conditions=claim["conditions"], which=which)
        self.set_source_info(node)
        return node


def faults_of(claim: dict[str, Any]) -> list[str]:
    """What is wrong with an entry of the YAML file, as a list of sentences."""
    name = claim.get("claim", "a claim")
    if claim.keys() != FIELDS:
        fields = ", ".join(sorted(FIELDS))
        return [f"{name}: expected the fields {fields}. Received: fields={', '.join(sorted(claim))}"]
    if not claim["conditions"] or not isinstance(claim["conditions"], list):
        return [f"{name}: expected a list of conditions. Received: conditions={claim['conditions']}"]
    return []


class FillIn(SphinxPostTransform):
    """Put what was measured where it belongs."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        """Replace each pending node; warn where not one page has the evidence, for the listed conditions."""
        places = list(self.document.findall(pending_claim))
        built = evidence_of_build(self.env) if places else {}
        record = record_of(self.app)
        for place in places:
            if place["which"] == "recorded":
                place.replace_self(recorded(record.find(place["claim"])))
            else:
                place.replace_self(self.measured(place, built.get(place["claim"], {})))
        for place in list(self.document.findall(pending_tally)):
            place.replace_self(self.tally(place["claims"]))

    def measured(self, place: pending_claim, found: dict[str, Any]) -> list[nodes.Node]:
        """This build's differences."""
        if len(found) != 1:
            LOG.warning(
                "expected one page that glues %r. Received: pages=%s. Glue it where it is measured, and "
                "nowhere else",
                f"claim {place['claim']}",
                ", ".join(sorted(found)) or "none",
                location=place,
            )
            return [paragraph(nodes.Text("?"))]
        ((page, evidence),) = found.items()
        if list(evidence.cases) != place["conditions"]:
            LOG.warning(
                "expected the conditions of %s as they are listed: %s. Received from %s: %s",
                place["claim"],
                "; ".join(place["conditions"]),
                page,
                "; ".join(evidence.cases),
                location=place,
            )
        return differences(evidence)

    def tally(self, claims: list[str]) -> list[nodes.Node]:
        """How many claims hold, and what both columns were measured on."""
        record = record_of(self.app)
        found = [one for claim in claims if (one := record.find(claim))]
        said = [nodes.Text(f"This build: {build_facts.scale()}; {build_facts.data()}.")]
        if not found:
            return [paragraph(nodes.Text("No record has been made yet, so there are no verdicts. "), *said)]
        counts = Counter(one.evidence.verdict for one in found)
        verdicts = (
            ("holds", "hold"),
            ("holds in part", "hold under some of the conditions tried"),
            ("not reproduced", "were not reproduced"),
            ("not settled", "are not settled"),
        )
        parts = [f"{counts[verdict]} {words}" for verdict, words in verdicts if counts[verdict]]
        days = sorted({one.made.date for one in found})
        sources = sorted({source for one in found for source in one.made.sources})
        devices = sorted({one.made.device for one in found})
        when = " to ".join(dict.fromkeys([days[0], days[-1]]))
        made = f"Recorded {when} at full scale, {'; '.join(devices)}. "
        return [
            paragraph(nodes.strong("", f"Of {len(found)} claims on record, {_listed(parts)}.")),
            paragraph(nodes.Text(made + " ".join(sources) + " "), *said),
        ]


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def recorded(found: Found | None) -> list[nodes.Node]:
    """Verdict and differences of the record, as nodes.

    Args:
        found: what it has.
    """
    if found is None:
        return [paragraph(nodes.Text("not recorded yet"))]
    sentence = found.evidence.sentence
    kind = [sentence.replace(" ", "-")] if sentence in COLOURED else []
    words = [paragraph(nodes.strong("", "", nodes.inline("", sentence, classes=["pasted-text", *kind])))]
    if found.stale:
        words.append(paragraph(nodes.emphasis("", "of an earlier version of the experiment")))
    return [*words, *differences(found.evidence, judged=True)]


def differences(evidence: Any, judged: bool = False) -> list[nodes.Node]:
    """The differences of all conditions, as nodes.

    Args:
        evidence: a ``traindnn.claims.Evidence``.
        judged: whether to say what was measured, and of each condition what it shows.
    """
    if not judged:
        return [paragraph(nodes.Text(evidence.difference(name))) for name in evidence.cases]
    shown = []
    for name, case in evidence.cases.items():
        after = f" ({WORDS[case.came_out]})" if len(evidence.cases) > 1 else ""
        effect = f", effect {case.effect:+.1f}".replace("-", "−") if case.effect == case.effect else ""
        shown.append(paragraph(nodes.Text(evidence.difference(name) + effect + after)))
    return [paragraph(nodes.Text(f"{evidence.heading}:")), *shown]


def evidence_of_build(env: BuildEnvironment) -> dict[str, dict[str, Any]]:
    """What the pages of the book glue for claims.

    Args:
        env: Sphinx's environment, after all pages have been read.

    Returns:
        dict from claim to a dict from page to its ``traindnn.claims.Evidence``.
    """
    from traindnn.claims import MIME, Evidence

    found: dict[str, dict[str, Any]] = {}
    for page in sorted(env.found_docs):
        for name, data in myst_nb_private.glued_data(env, page, MIME).items():
            found.setdefault(name.removeprefix("claim "), {})[page] = Evidence.from_data(data)
    return found


def written_anew(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Have Sphinx write the pages with such tables in every build."""
    return sorted(getattr(env, "claims_pages", set()) & env.found_docs)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive and the filling in."""
    app.add_node(pending_claim)
    app.add_node(pending_tally)
    app.add_directive("claims-table", ClaimsTable)
    app.add_post_transform(FillIn)
    app.connect("env-updated", written_anew)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
