"""What a reader takes away from a page: its notebook, and the menus that lead to it."""

import json
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri
from sphinx.util.typing import ExtensionMetadata

from bookext.downloads.launch_links import binder_url, colab_url, pip_requirement
from bookext.downloads.notebooks import notebook
from bookext.downloads.site_words import SiteWords
from bookext.execute.book_pages import page_of
from bookext.foreign import theme_private

Button = dict[str, Any]


def write(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write the page's notebook beside its source, and tell the theme about it."""
    if app.builder.name != "html" or doctree is None:
        return
    page = page_of(app, pagename)
    if page.key is None or page.cells is None:
        return
    requirement = pip_requirement(app.config.html_theme_options["repository_url"])
    url = f"{app.config.html_baseurl.rstrip('/')}/{app.builder.get_target_uri(pagename)}"
    made = notebook(page.cells, SiteWords(app, pagename), requirement, url)
    target = Path(app.outdir) / "_sources" / f"{pagename}.ipynb"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(made, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
    context["ipynb_source"] = f"{pagename}.ipynb"


def menus(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put a download menu at the head of the page, and a launch menu where it has a notebook."""
    buttons = theme_private.buttons(context)
    if buttons is None or not context.get("sourcename"):
        return
    source = relative_uri(app.builder.get_target_uri(pagename), f"_sources/{context['sourcename']}")
    menu = [
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
    launch = []
    if notebook := context.get("ipynb_source"):
        path = f"_sources/{notebook}"
        repository = app.config.html_theme_options["repository_url"]
        launch = [
            _button(
                "Colab", colab_url(repository, path), "Open this notebook in Google Colab", "fas fa-rocket"
            ),
            _button("Binder", binder_url(repository, path), "Open this notebook on Binder", "fas fa-rocket"),
        ]
        here = relative_uri(app.builder.get_target_uri(pagename), path)
        tooltip = "Download this page as a notebook that runs"
        menu.insert(0, _button("Notebook (.ipynb)", here, tooltip, "fas fa-code"))
    buttons[:] = [
        *([_menu("Run this page", launch, "fas fa-rocket", "launch-buttons")] if launch else ()),
        _menu("Download this page", menu, "fas fa-download", theme_private.DOWNLOADS),
        *(button for button in buttons if button.get("label") != theme_private.DOWNLOADS),
    ]


def _button(text: str, url: str, tooltip: str, icon: str) -> Button:
    label = re.sub(r"\W+", "-", text.lower()).strip("-") + "-button"
    return {"type": "link", "text": text, "url": url, "tooltip": tooltip, "icon": icon, "label": label}


def _menu(tooltip: str, buttons: list[Button], icon: str, label: str) -> Button:
    return {"type": "group", "tooltip": tooltip, "buttons": buttons, "icon": icon, "label": label}


def write_binder_files(app: Sphinx, exception: Exception | None) -> None:
    """Put beside the notebooks what Binder needs to run them: the package, as pip finds it."""
    if exception is None and app.builder.name == "html":
        folder = Path(app.outdir) / "binder"
        folder.mkdir(exist_ok=True)
        requirement = pip_requirement(app.config.html_theme_options["repository_url"])
        (folder / "requirements.txt").write_text(f"jupyterlab\n{requirement}\n", "utf-8")
        (folder / "runtime.txt").write_text("python-3.12\n", "utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the hooks: notebooks before the theme fills its menus, the menus after."""
    app.connect("html-page-context", write, priority=400)
    app.connect("html-page-context", menus, priority=600)
    app.connect("build-finished", write_binder_files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
