"""Each chapter as a notebook that runs as downloaded, and the menus that download or launch it."""

import json
import re
from pathlib import Path

from myst_nb.core.read import read_myst_markdown_notebook
from sphinx.util.osutil import relative_uri

from bookext.addresses import binder_url, colab_url, pip_requirement
from bookext.execution import is_notebook, split_front_matter
from bookext.plainmarkdown import plain

GLUE = re.compile(r"^from myst_nb import glue\n?", re.M)
FIRST_CELL = '''\
# Installs the package of the book where it is missing (Colab, a fresh environment).
import importlib.util

if importlib.util.find_spec("{package}") is None:
    %pip install --quiet "{requirement}"'''
GLUE_CELL = '''


def glue(name, value, display=True):
    """The website puts this value into its text; here it is printed."""
    print(f"{name} = {value}")'''


class SiteReferences:
    """The words that the site shows for a label, asked of Sphinx's environment.

    Args:
        app: the Sphinx application, after all pages have been read.
        page: docname of the page that is converted.
    """

    def __init__(self, app, page):
        self.env, self.page = app.env, page
        glued = Path(app.outdir).parent / "jupyter_execute" / f"{page}.glue.json"
        self.values = json.loads(glued.read_text("utf-8")) if glued.exists() else {}

    def _number(self, page, name):
        """Return ("figure", "2.1") for the object with that id on a page, or None."""
        for kind, numbers in self.env.toc_fignumbers.get(page, {}).items():
            if numbers.get(name):
                return kind, ".".join(map(str, numbers[name]))
        return None

    def equation(self, label):
        """Return an equation's number."""
        _, number = self.env.get_domain("math").equations.get(label, (self.page, label))
        return str(number)

    def named(self, role, label):
        """Return "Figure 2.1" for a numbered object, else the title that the label stands at."""
        standard = self.env.get_domain("std")
        if role == "doc":
            page = (Path(self.page).parent / label).as_posix() if not label.startswith("/") else label[1:]
            return self.env.titles[page].astext() if page in self.env.titles else label
        page, name = standard.anonlabels.get(label, (self.page, label))
        if found := self._number(page, name):
            return f"{found[0].capitalize()} {found[1]}"
        return standard.labels.get(label, ("", "", label))[2]

    def citation(self, keys, textual=False):
        """Return "(Robbins and Monro 1951)", or textual "Robbins and Monro (1951)"; several by semicolons."""
        entries = self.env.get_domain("cite").bibdata.data.entries
        works = [_work(entries.get(key.strip()), key) for key in keys.split(",")]
        if textual:
            return "; ".join(f"{who} ({year})" for who, year in works)
        return "(" + "; ".join(f"{who} {year}" for who, year in works) + ")"

    def glued(self, name):
        """Return a glued value as text."""
        data = self.values.get(name, {}).get("data", {})
        return str(data.get("text/plain", name)).strip("'\"")


def _work(entry, key):
    """Return the authors and the year of a bibliography entry."""
    if entry is None:
        return key, ""
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [" ".join(str(name) for name in person.rich_last_names) for person in people] or [key]
    who = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
    return who, entry.fields.get("year", "")


def notebook(markdown, references, requirement, page_url="", package="traindnn"):
    """Convert a MyST page to a notebook that runs on its own.

    Args:
        markdown: the page's text with front matter.
        references: says what labels stand for (``plainmarkdown.References``).
        requirement: what pip installs to make ``package`` importable.
        page_url: address of the page on the site, to link back to.
        package: what the notebook imports.

    Returns:
        A dict in nbformat 4.5; the same page gives the same notebook, ids included.
    """
    source = read_myst_markdown_notebook(markdown)
    first = FIRST_CELL.format(package=package, requirement=requirement)
    if any(GLUE.search(cell.source) for cell in source.cells if cell.cell_type == "code"):
        first += GLUE_CELL
    cells = [_cell("code", first)]
    for cell in source.cells:
        cells += _code(cell, references) if cell.cell_type == "code" else [_text(cell.source, references)]
    if page_url:
        cells.append(_cell("markdown", f"From the book's page [{page_url}]({page_url})."))
    cells = [cell for cell in cells if cell["source"]]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number:03d}"
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    }
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _cell(kind, source, **metadata):
    cell = {"cell_type": kind, "metadata": metadata, "source": source}
    return cell | {"outputs": [], "execution_count": None} if kind == "code" else cell


def _text(source, references):
    return _cell("markdown", plain(source, references))


def _code(cell, references):
    """Return the cell without what only the site understands, and its caption as a cell of text."""
    tags = {"tags": list(cell.metadata["tags"])} if cell.metadata.get("tags") else {}
    yield _cell("code", GLUE.sub("", cell.source).strip("\n"), **tags)
    figure = cell.metadata.get("mystnb", {}).get("figure", {})
    if caption := figure.get("caption"):
        name = references.named("numref", figure["name"]) + ". " if "name" in figure else ""
        yield _cell("markdown", f"*{name}{plain(caption, references)}*")


def write(app, pagename, templatename, context, doctree):
    """Write the page's notebook beside its source, and tell the theme about it."""
    if app.builder.name != "html" or doctree is None:
        return
    text = Path(app.env.doc2path(pagename)).read_text("utf-8")
    if not is_notebook(split_front_matter(text)[0]):
        return
    requirement = pip_requirement(app.config.html_theme_options["repository_url"])
    url = f"{app.config.html_baseurl.rstrip('/')}/{app.builder.get_target_uri(pagename)}"
    made = notebook(text, SiteReferences(app, pagename), requirement, url)
    target = Path(app.outdir) / "_sources" / f"{pagename}.ipynb"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(made, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
    context["ipynb_source"] = f"{pagename}.ipynb"


def menus(app, pagename, templatename, context, doctree):
    """Put a launch menu and a download menu for the notebook at the head of the page."""
    if not context.get("ipynb_source") or "header_buttons" not in context:
        return
    path = f"_sources/{context['ipynb_source']}"
    repository = app.config.html_theme_options["repository_url"]
    here = relative_uri(app.builder.get_target_uri(pagename), path)
    source = here.removesuffix(".ipynb") + ".md"
    buttons = [button for button in context["header_buttons"] if button.get("label") != "download-buttons"]
    launch = [
        _button("Colab", colab_url(repository, path), "Open this notebook in Google Colab", "fas fa-rocket"),
        _button("Binder", binder_url(repository, path), "Open this notebook on Binder", "fas fa-rocket"),
    ]
    download = [
        _button("Notebook (.ipynb)", here, "Download this page as a notebook that runs", "fas fa-code"),
        _button("Source (.md)", source, "Download the page's source", "fas fa-file"),
        {
            "type": "javascript",
            "javascript": "window.print()",
            "text": "Print or PDF",
            "tooltip": "Print this page, or save it as PDF",
            "icon": "fas fa-file-pdf",
            "label": "download-pdf-button",
        },
    ]
    context["header_buttons"] = [
        _menu("Run this page", launch, "fas fa-rocket", "launch-buttons"),
        _menu("Download this page", download, "fas fa-download", "download-buttons"),
        *buttons,
    ]


def _button(text, url, tooltip, icon):
    label = re.sub(r"\W+", "-", text.lower()).strip("-") + "-button"
    return {"type": "link", "text": text, "url": url, "tooltip": tooltip, "icon": icon, "label": label}


def _menu(tooltip, buttons, icon, label):
    return {"type": "group", "tooltip": tooltip, "buttons": buttons, "icon": icon, "label": label}


def write_binder_files(app, exception):
    """Put beside the notebooks what Binder needs to run them: the package, as pip finds it."""
    if exception is None and app.builder.name == "html":
        folder = Path(app.outdir) / "binder"
        folder.mkdir(exist_ok=True)
        requirement = pip_requirement(app.config.html_theme_options["repository_url"])
        (folder / "requirements.txt").write_text(f"jupyterlab\n{requirement}\n", "utf-8")
        (folder / "runtime.txt").write_text("python-3.12\n", "utf-8")


def setup(app):
    """Register the hooks: notebooks before the theme fills its menus, the menus after."""
    app.connect("html-page-context", write, priority=400)
    app.connect("html-page-context", menus, priority=600)
    app.connect("build-finished", write_binder_files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
