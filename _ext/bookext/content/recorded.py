"""What the record says of a claim, in a chapter's own words: the directive ``{recorded}``.

::

    ```{recorded} C21
    holds: A sentence for the case that the claim came out.
    holds in part: A sentence that may name the {conditions} under which it did.
    not reproduced: One for the case that something else was shown.
    not settled: One for the case that the experiment does not decide.
    ```

The sentence of the recorded verdict is shown, and below it what was recorded: differences, intervals, seeds
and date. A page that shows the record is read again when the record or the experiment has changed.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from bookext.content.tables import paragraph, reference
from bookext.execute.book_pages import page_of, reader_of
from bookext.record import files
from bookext.record.keys import keys_of

WORDS = {True: "as claimed", False: "not as claimed", None: "open"}
"""what a comparison showed"""
NOT_RECORDED = "This experiment has not been recorded yet."
SENTENCES = ("holds", "holds in part", "not reproduced", "not settled")


@dataclass(frozen=True)
class Found:
    """What the record has for one claim."""

    made: files.Made
    evidence: Any
    """a ``traindnn.claims.Evidence``"""
    stale: bool
    """whether the experiment has changed since"""


class Record:
    """The record of the book that is being built, each page's file read once.

    Args:
        app: the Sphinx application.
    """

    def __init__(self, app: Sphinx) -> None:
        self.app, self.root = app, Path(app.srcdir)
        self._pages: dict[str, files.PageRecord | None] = {}
        self._keys: dict[str, dict[str, str]] = {}

    def page(self, name: str) -> files.PageRecord | None:
        """Return the record of a page, None without one.

        Args:
            name: docname.

        Raises:
            ValueError: if its file is no record.
        """
        if name not in self._pages:
            self._pages[name] = files.read(name, self.root)
        return self._pages[name]

    def find(self, claim: str) -> Found | None:
        """Return what is recorded for a claim, None if nothing is.

        Args:
            claim: as "C21".

        Raises:
            ValueError: if the file of a page is no record.
        """
        from traindnn.claims import Evidence

        for name in sorted(self.app.env.found_docs):
            record = self.page(name)
            if record and claim in record.claims:
                experiment = record.claims[claim]
                stale = self._key(name, claim) != experiment.key
                return Found(experiment.made, Evidence.from_data(experiment.evidence), stale)
        return None

    def _key(self, name: str, claim: str) -> str | None:
        if name not in self._keys:
            self._keys[name] = keys_of(page_of(self.app, name), reader_of(self.app).package)
        return self._keys[name].get(claim)

    def state(self, claims: set[str]) -> str:
        """Describe what is shown for some claims: it changes when they must be shown anew."""
        return repr([(claim, self.find(claim)) for claim in sorted(claims)])


_RECORDS: WeakKeyDictionary[Sphinx, Record] = WeakKeyDictionary()


def record_of(app: Sphinx) -> Record:
    """Return the record of the book that is being built.

    Args:
        app: the Sphinx application, whose environment is set up.
    """
    return _RECORDS.setdefault(app, Record(app))


class Recorded(SphinxDirective):
    """The recorded conclusion on a claim."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Build the sentence, and below it what was recorded."""
        claim, body = self.arguments[0], "\n".join(self.content)
        if fault := fault_of(body):
            raise self.error(fault)
        record = record_of(self.env.app)
        try:
            found = record.find(claim)
        except ValueError as error:
            raise self.error(str(error)) from error
        shown: dict[str, dict[str, str]] = self.env.__dict__.setdefault("recorded_states", {})
        shown.setdefault(self.env.docname, {})[claim] = record.state({claim})
        if found is None:
            return [self._box(paragraph(nodes.Text(NOT_RECORDED)))]
        return [self._box(*self.parse_text_to_nodes(sentence(body, found)), *lines(found, self.env.docname))]

    def _box(self, *children: nodes.Node) -> nodes.container:
        box = nodes.container("", *children, classes=["recorded"])
        self.set_source_info(box)
        return box


def fault_of(body: str) -> str:
    """What is wrong with the body of the directive; "" if nothing is."""
    try:
        given = yaml.safe_load(body)
    except yaml.YAMLError as error:
        return f"Expected a sentence for each verdict. Received: {error}"
    if isinstance(given, dict) and set(SENTENCES) - {"holds in part"} <= given.keys() <= set(SENTENCES):
        return ""
    received = ", ".join(map(str, given)) if isinstance(given, dict) else str(given)
    return f"Expected a sentence for each of: {', '.join(SENTENCES)}. Received: {received}"


def sentence(body: str, found: Found) -> str:
    """Return the sentence for the recorded verdict, as Markdown.

    Args:
        body: of the directive; without fault.
        found: what the record has.
    """
    given = yaml.safe_load(body)
    return str(given.get(found.evidence.verdict, "")).replace("{conditions}", conditions(found.evidence))


def conditions(evidence: Any) -> str:
    """The conditions under which a claim came out, as a phrase: "the labels are clean or …"."""
    return " or ".join(name for name, case in evidence.cases.items() if case.came_out)


def facts(found: Found) -> str:
    """What was recorded, in one sentence for a place without layout.

    Args:
        found: what the record has.
    """
    stale = f" {STALE}" if found.stale else ""
    return f"Recorded {found.made.day}, full scale. {found.evidence.describe()}.{stale}"


def lines(found: Found, page: str) -> list[nodes.Node]:
    """What was recorded, as nodes: a line for each condition, and when and on what.

    Args:
        found: what the record has.
        page: docname of the page that shows it.
    """
    evidence = found.evidence
    cases = [
        paragraph(nodes.Text(f"{evidence.difference(name)} ({WORDS[case.came_out]})"))
        for name, case in evidence.cases.items()
    ]
    head = [
        nodes.strong("", f"Recorded {found.made.day}"),
        nodes.Text(", full scale, judged by "),
        reference("ref", "ch-claims", "the book's rule", page),
        nodes.Text(f". {evidence.heading}, with 95 % interval"),
    ]
    listed: list[nodes.Node] = (
        [paragraph(*head, nodes.Text(": "), *cases[0].children)]
        if len(cases) == 1
        else [
            paragraph(*head, nodes.Text(":")),
            nodes.bullet_list("", *(nodes.list_item("", c) for c in cases)),
        ]
    )
    if found.stale:
        listed.append(paragraph(nodes.emphasis("", STALE)))
    return [nodes.container("", *listed, classes=["recorded-facts"])]


STALE = "The experiment has changed since; this was recorded with an earlier version of it."


def outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Name the pages that show what the record does not say any more; hooked to ``env-get-outdated``."""
    states: dict[str, dict[str, str]] = getattr(env, "recorded_states", {})
    record = record_of(app)
    return [
        page
        for page, shown in states.items()
        if page in env.found_docs and any(record.state({claim}) != state for claim, state in shown.items())
    ]


def forget(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    """Forget what a page shows before it is read anew; hooked to ``env-purge-doc``."""
    getattr(env, "recorded_states", {}).pop(page, None)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.add_directive("recorded", Recorded)
    app.connect("env-get-outdated", outdated)
    app.connect("env-purge-doc", forget)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
