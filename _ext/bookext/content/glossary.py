"""The glossary: a page of the terms that the chapters define, each linked where a chapter first uses it.

A list in YAML (``book_glossary`` in ``_config.yml``) says for each term what it is and which section explains
it. ``{glossary-of-terms}`` makes the page of it, and every other page that has cells links the first use of
each term to its entry. A section that does not exist, or stands on a page without the term, is a warning.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache, cached_property
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode
from sphinx.util.typing import ExtensionMetadata

from bookext.foreign import myst_nb_private, sphinx_private

LOG = logging.getLogger(__name__)
Section = tuple[str, str, str]
"""docname, anchor and title of a section"""
# Running text stands in paragraphs. In these parts and surroundings of them no word becomes a link.
NO_LINK_IN = (
    nodes.reference,
    nodes.literal,
    nodes.math,
    nodes.title,
    nodes.caption,
    nodes.table,
    nodes.footnote,
    nodes.citation,
    nodes.legend,
)


@dataclass(frozen=True)
class Term:
    """An entry of the list."""

    term: str
    """as it stands in a sentence"""
    says: str
    """Markdown"""
    where: str
    """the section that explains it: its label, or page#anchor"""
    also: tuple[str, ...] = ()
    """other forms, in the text as in the search"""
    asked: tuple[str, ...] = ()
    """other words under which it is looked for"""
    only: tuple[str, ...] = ()
    """the pages that use the word in this sense, where others use it in another"""

    @property
    def anchor(self) -> str:
        """Its place on the page of the glossary."""
        return "term-" + re.sub(r"[^a-z0-9]+", "-", self.term.lower()).strip("-")

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """What stands for it in the text."""
        return (self.term, *self.also)


@cache
def _read(path: Path, changed: int) -> tuple[Term, ...]:
    known = {field.name for field in fields(Term)}
    terms = []
    for entry in yaml.safe_load(path.read_text("utf-8")):
        if not {"term", "says", "where"} <= entry.keys() <= known:
            raise ValueError(
                f"{path}: expected the fields term, says and where, perhaps {', '.join(sorted(known))}. "
                f"Received: {entry}"
            )
        lists = {name: tuple(entry.get(name, ())) for name in ("also", "asked", "only")}
        terms.append(Term(entry["term"], entry["says"], entry["where"], **lists))
    return tuple(sorted(terms, key=lambda term: term.term.lower()))


def list_file(env: BuildEnvironment) -> Path | None:
    """The list of terms; None for a book without one."""
    path = Path(env.srcdir, env.config.book_glossary)
    return path if path.is_file() else None


def terms(env: BuildEnvironment) -> tuple[Term, ...]:
    """The terms in alphabetical order; none for a book without a list."""
    path = list_file(env)
    return _read(path, path.stat().st_mtime_ns) if path else ()


@cache
def pattern(forms: tuple[str, ...]) -> re.Pattern[str]:
    """An expression that finds words of a text, their plural too; a small first letter may be a capital."""

    def one(form: str) -> str:
        words = r"\s+".join(map(re.escape, form.split()))
        return f"(?i:{words})" if form == form.lower() else words

    longest_first = sorted(forms, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(one, longest_first))})s?(?![\w-])")


def section_of(env: BuildEnvironment, term: Term) -> Section | None:
    """Where a term is explained; None if there is no such section."""
    page, has_anchor, anchor = term.where.partition("#")
    if not has_anchor:
        return sphinx_private.labels(env).get(term.where)
    docname = (PurePosixPath(env.config.book_glossary).parent / page).as_posix()
    titles = sphinx_private.section_titles(env, docname)
    return (docname, anchor, titles[anchor]) if anchor in titles else None


class glossary_place(nodes.General, nodes.Element):
    """Stands for the link from a term to its section, until all pages are read."""


class GlossaryOfTerms(SphinxDirective):
    """A section for each letter, in it the terms."""

    def run(self) -> list[nodes.Node]:
        """Build the sections."""
        self.env.glossary_page = self.env.docname  # type: ignore[attr-defined]
        made: list[nodes.Node] = []
        for letter, entries in groupby(terms(self.env), key=lambda term: term.term[0].upper()):
            section = nodes.section("", nodes.title("", letter), ids=[f"letter-{letter.lower()}"])
            section += nodes.definition_list("", *map(self.entry, entries), classes=["glossary"])
            made.append(section)
        return made

    def entry(self, term: Term) -> nodes.definition_list_item:
        """A term with what it is and where it is explained."""
        definition = nodes.definition("", *self.parse_text_to_nodes(term.says))
        definition += nodes.paragraph("", "", glossary_place("", term=term.term), classes=["explained"])
        return nodes.definition_list_item("", nodes.term("", term.term, ids=[term.anchor]), definition)


def note_uses(app: Sphinx, doctree: nodes.document) -> None:
    """Remember which terms a page has; hooked to ``doctree-read``."""
    env = app.env
    if path := list_file(env):
        env.note_dependency(str(path))
        text = " ".join(node.astext() for node in doctree.findall(nodes.TextElement))
        uses(env)[env.docname] = {term.term for term in terms(env) if pattern(term.forms).search(text)}


def uses(env: BuildEnvironment) -> dict[str, set[str]]:
    """The terms of each page: docname to terms."""
    if not hasattr(env, "glossary_uses"):
        env.glossary_uses = {}  # type: ignore[attr-defined]
    return env.glossary_uses  # type: ignore[attr-defined]


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop what is known of a page that is read anew."""
    uses(env).pop(docname, None)
    if glossary_page(env) == docname:
        env.glossary_page = ""  # type: ignore[attr-defined]


def glossary_page(env: BuildEnvironment) -> str:
    """Docname of the page of the glossary; empty for a book without."""
    return getattr(env, "glossary_page", "")


def fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Link each term of the glossary's page to its section; hooked to ``doctree-resolved``."""
    known = {term.term: term for term in terms(app.env)}
    for place in list(doctree.findall(glossary_place)):
        term = known[place["term"]]
        section = section_of(app.env, term)
        if section is None or term.term not in uses(app.env).get(section[0], ()):
            received = f"{section[0]}, which does not have it" if section else "no such section"
            LOG.warning(
                "expected a section that explains '%s', on a page that has the term. Received: where=%s, %s. "
                "Correct it in %s",
                term.term,
                term.where,
                received,
                app.config.book_glossary,
                location=docname,
                type="book",
                subtype="glossary",
            )
        place.replace_self(_explained(app, docname, section) if section else nodes.Text(""))


def _explained(app: Sphinx, docname: str, section: Section) -> nodes.inline:
    page, anchor, title = section
    chapter = app.env.titles[page].astext()
    text = title if title == chapter else f"{chapter}: {title}"
    link = make_refnode(app.builder, docname, page, anchor, nodes.Text(text))
    return nodes.inline("", "", nodes.Text("Explained in "), link)


class LinkFirstUses(SphinxPostTransform):
    """Link the first use of each term of a page that has cells."""

    default_priority = 900  # when all other text is there

    def run(self, **kwargs: Any) -> None:
        """Change the page's running text."""
        page = self.env.docname
        if glossary_page(self.env) and myst_nb_private.was_executed(self.env, page):
            stem = PurePosixPath(page).name
            here = [term for term in terms(self.env) if not term.only or stem in term.only]
            self.link({form: term for term in here for form in term.forms})

    def link(self, by_form: Mapping[str, Term]) -> None:
        """Link the first occurrence of each term."""
        words, linked = pattern(tuple(by_form)), set[Term]()
        by_word = {form.lower(): term for form, term in by_form.items()}
        for text in list(running_text(self.document)):
            pieces: list[nodes.Node] = []
            at, written = 0, text.astext()
            for found in words.finditer(written):
                term = _meant(found[0], by_word)
                if term not in linked:
                    linked.add(term)
                    pieces += [nodes.Text(written[at : found.start()]), self.reference(found[0], term)]
                    at = found.end()
            if pieces:
                text.parent.replace(text, [*pieces, nodes.Text(written[at:])])

    def reference(self, text: str, term: Term) -> nodes.reference:
        """A link to a term's entry."""
        page = glossary_page(self.env)
        link = make_refnode(self.app.builder, self.env.docname, page, term.anchor, nodes.Text(text))
        link["classes"].append("term-use")
        return link


def _meant(written: str, by_word: Mapping[str, Term]) -> Term:
    """The term of which a form was found, perhaps in the plural."""
    word = " ".join(written.lower().split())
    return by_word[word] if word in by_word else by_word[word.removesuffix("s")]


def running_text(document: nodes.document) -> Iterator[nodes.Text]:
    """The texts in which a word may become a link."""
    for paragraph in document.findall(nodes.paragraph):
        if not _within(paragraph, NO_LINK_IN):
            for text in paragraph.findall(nodes.Text):
                if not _within(text, NO_LINK_IN):
                    yield text


def _within(node: nodes.Node, kinds: tuple[type[nodes.Node], ...]) -> bool:
    while node.parent is not None:
        if isinstance(node, kinds):
            return True
        node = node.parent
    return False


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the list, the directive and its passes."""
    app.add_config_value("book_glossary", "", "env", [str])
    app.add_node(glossary_place)
    app.add_directive("glossary-of-terms", GlossaryOfTerms)
    app.add_post_transform(LinkFirstUses)
    app.connect("env-purge-doc", forget)
    app.connect("doctree-read", note_uses)
    app.connect("doctree-resolved", fill)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
