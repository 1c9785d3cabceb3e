"""The words that the site shows for a label: what a downloaded notebook says in its place."""

from pathlib import PurePosixPath
from typing import Any

from sphinx.application import Sphinx

from bookext.content.recorded import NOT_RECORDED, facts, record_of, sentence
from bookext.foreign import bibtex_private, myst_nb_private, sphinx_private


class SiteWords:
    """Says what labels stand for (``plain_markdown.References``), as Sphinx's environment knows it.

    Args:
        app: the Sphinx application, after all pages have been read.
        page: docname of the page that is converted.
    """

    def __init__(self, app: Sphinx, page: str) -> None:
        self.env, self.page = app.env, page
        self.record = record_of(app)
        self.values = myst_nb_private.glued(app.env, page)

    def _number(self, page: str, name: str) -> str | None:
        """Return "Figure 2.1" for the object with that anchor on a page, or None."""
        for kind, anchor, number in sphinx_private.numbers(self.env, page):
            if anchor == name:
                return f"{kind.capitalize()} {number}"
        return None

    def equation(self, label: str) -> str:
        """Return an equation's number."""
        _, number = sphinx_private.equations(self.env).get(label, (self.page, label))
        return str(number)

    def named(self, role: str, label: str) -> str:
        """Return "Figure 2.1" for a numbered object, else the title that the label stands at."""
        if role == "doc":
            beside = PurePosixPath(self.page).parent / label
            page = label[1:] if label.startswith("/") else beside.as_posix()
            return self.env.titles[page].astext() if page in self.env.titles else label
        page, name = sphinx_private.places(self.env).get(label, (self.page, label))
        return self._number(page, name) or sphinx_private.labels(self.env).get(label, ("", "", label))[2]

    def citation(self, keys: str, textual: bool = False) -> str:
        """Return "(Robbins and Monro 1951)", or textual "Robbins and Monro (1951)"; several by semicolons."""
        entries = bibtex_private.works(self.env)
        works = [_work(entries.get(key.strip()), key) for key in keys.split(",")]
        if textual:
            return "; ".join(f"{who} ({year})" for who, year in works)
        return "(" + "; ".join(f"{who} {year}" for who, year in works) + ")"

    def glued(self, name: str) -> str:
        """Return a glued value as text."""
        return str(self.values.get(name, name)).strip("'\"")

    def recorded(self, claim: str, body: str) -> str:
        """Return the recorded conclusion on a claim."""
        found = self.record.find(claim)
        return f"{sentence(body, found)}\n\n*{facts(found)}*" if found else NOT_RECORDED


def _work(entry: Any, key: str) -> tuple[str, str]:
    """Return the authors and the year of an entry of the bibliography, as pybtex has read it."""
    if entry is None:
        return key, ""
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [" ".join(str(name) for name in person.rich_last_names) for person in people] or [key]
    who = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
    return who, entry.fields.get("year", "")
