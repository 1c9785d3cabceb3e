"""The book's search: its texts, and the library that finds in them, as two scripts that any page can load.

Sphinx's own index knows whole pages and exact words. This one knows sections, and the terms that the glossary
defines; MiniSearch finds in it, and forgives spelling. A script, unlike a file of data, loads from a folder.
"""

import json
from collections import defaultdict
from pathlib import Path, PurePosixPath
from typing import Any

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish
from sphinx.util.typing import ExtensionMetadata

from bookext.content import glossary
from bookext.content.glossary import Term
from bookext.foreign import sphinx_private
from bookext.pages import search_texts

SOURCES = Path(__file__).with_name("search_library")
FOLDER = "_static/search"
TITLE = "Search"


def begin(app: Sphinx) -> None:
    """Spare Sphinx its own index; hooked to ``builder-inited``."""
    if app.builder.name == "html":
        sphinx_private.make_no_search_index(app)


def search_page(app: Sphinx) -> list[tuple[str, dict[str, Any], str]]:
    """The page that searches; hooked to ``html-collect-pages``."""
    return (
        [("search", {"title": TITLE, "glossary": glossary.glossary_page(app.env)}, "search.html")]
        if app.builder.name == "html"
        else []
    )


def texts(app: Sphinx) -> list[dict[str, Any]]:
    """The sections of all pages in the order of the book, with the terms that each explains.

    Returns:
        Dicts with ``page`` (its address), ``anchor``, ``title``, ``number``, ``chapter``, ``weight``,
        ``sentences`` and ``terms``, each with the words it is called by and what it is.
    """
    env = app.env
    explained: dict[tuple[str, str], list[Term]] = defaultdict(list)
    for term in glossary.terms(env):
        if section := glossary.section_of(env, term):
            explained[section[0], section[1]].append(term)
    made = []
    for page in _in_order(app):
        if page in app.config.book_search_without:
            continue
        weight = app.config.book_search_weights.get(page, 1)
        for section in json.loads(search_texts.file_of(app, page).read_text("utf-8")):
            here = [term for anchor in section["anchors"] for term in explained.get((page, anchor), ())]
            made.append(
                {
                    "page": app.builder.get_target_uri(page),
                    "anchor": section["anchors"][0],
                    "title": section["title"],
                    "number": section["number"],
                    "chapter": env.titles[page].astext(),
                    "weight": weight,
                    "sentences": section["sentences"],
                    "terms": [
                        {"words": [*term.forms, *term.asked], "says": search_texts.formula(term.says)}
                        for term in here
                    ],
                }
            )
    return made


def _in_order(app: Sphinx) -> list[str]:
    """All pages, as the table of contents lists them."""
    listed, waiting = [], [app.config.root_doc]
    while waiting:
        page = waiting.pop(0)
        listed.append(page)
        waiting = [*app.env.toctree_includes.get(page, ()), *waiting]
    return [page for page in dict.fromkeys(listed) if page in app.env.found_docs]


def library() -> str:
    """MiniSearch, the stemmer of Sphinx's own search for English, and what the book makes of both."""
    mini = (SOURCES / "minisearch.js").read_text("utf-8").partition("//# sourceMappingURL")[0]
    licence = (SOURCES / "minisearch.LICENSE.txt").read_text("utf-8")
    stop_words = json.dumps(sorted(SearchEnglish.stopwords))
    finder = (SOURCES / "finder.js").read_text("utf-8")
    return (
        f"/* MiniSearch. {licence}*/\n{mini}\n(() => {{\n{SearchEnglish.js_stemmer_code}\n"
        f"const STOP_WORDS = new Set({stop_words});\n{finder}}})();\n"
    )


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write both scripts; hooked to ``build-finished``."""
    if exception is None and app.builder.name == "html":
        folder = Path(app.outdir, PurePosixPath(FOLDER))
        folder.mkdir(parents=True, exist_ok=True)
        made = json.dumps(texts(app), ensure_ascii=False, separators=(",", ":"))
        (folder / "texts.js").write_text(f"globalThis.bookTexts={made};\n", "utf-8")
        (folder / "library.js").write_text(library(), "utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register settings and hooks."""
    app.add_config_value("book_search_weights", {}, "html", [dict])
    app.add_config_value("book_search_without", [], "html", [list])
    app.connect("builder-inited", begin)
    app.connect("html-collect-pages", search_page)
    app.connect("build-finished", write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
