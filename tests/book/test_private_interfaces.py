"""What the site's extension uses of other packages beyond their documented interface is still as it was.

Each message says what no longer works when a release has changed it. The functions stand in
``_ext/bookext/foreign``, one module a package; the book of one page here uses them all.
"""

import inspect
import os
import sys
from multiprocessing import forkserver
from pathlib import Path

import jupyter_cache.base
import nbclient
import nbformat
import pybtex.plugin
import pytest
from jupyter_client.manager import AsyncKernelManager, KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from myst_nb.core.read import create_nb_reader
from sphinx.testing.util import SphinxTestApp

sys.path.insert(0, str(Path(__file__).parents[2] / "_ext"))

from bookext.foreign import (
    bibtex_private,
    jupyter_cache_private,
    myst_nb_private,
    pybtex_private,
    sitemap_private,
    sphinx_private,
    theme_private,
)

CONF = """
extensions = ["myst_nb", "sphinxcontrib.bibtex", "sphinx_sitemap", "sphinx.ext.mathjax"]
html_theme = "sphinx_book_theme"
html_theme_options = {"repository_url": "https://github.com/o/r", "use_repository_button": True}
html_baseurl = "https://example.org/"
bibtex_bibfiles = ["all.bib"]
myst_enable_extensions = ["dollarmath"]
nb_execution_mode = "cache"
numfig = True
"""
BIB = "@book{key, author={Ada Lovelace}, title={Notes}, year={1843}, publisher={T}}"
PAGE = """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3, language: python}
---
(at-title)=
# Title

$$a = b$$ (eq-1)

```{figure} picture.svg
:name: fig-a
:alt: nothing
Caption.
```

```{code-cell} ipython3
:tags: [hide-input]
from myst_nb import glue
glue("claim C1", "text", display=False)
```

```{nb-exec-table}
```

{cite}`key`

```{bibliography}
```
"""


class Built:
    """A page that was built, with all that the extension asks other packages about."""

    def __init__(self, folder):
        files = {"conf.py": CONF, "index.md": PAGE, "other.md": "# Other\n", "all.bib": BIB}
        for name, text in files.items():
            (folder / name).write_text(text)
        (folder / "picture.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
        self.app = SphinxTestApp("html", srcdir=folder)
        self.steps, self.context, self.doctree, self.queue = [], {}, None, []
        sphinx_private.add_step_to_finished_pages(self.app, self._step)
        self.app.connect("html-page-context", self._see, priority=900)
        self.app.connect("build-finished", self._list, priority=100)
        self.app.build()
        self.html = (Path(self.app.outdir) / "index.html").read_text("utf-8")
        self.sitemap = (Path(self.app.outdir) / "sitemap.xml").read_text("utf-8")
        self.env = self.app.env

    def _step(self, page, context):
        self.steps.append(context["pagename"])
        return page + "<!-- seen -->"

    def _see(self, app, pagename, templatename, context, doctree):
        if pagename == "index":
            self.context, self.doctree = context, doctree

    def _list(self, app, exception):
        if exception is None:  # the build says itself what it failed with
            app.sitemap_links.get()  # as if one page had not been written
            sitemap_private.list_all(app, app.env.found_docs)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    built = Built(tmp_path_factory.mktemp("private"))
    yield built
    built.app.cleanup()


def test_sphinx_renders_each_page_by_one_function_that_can_be_wrapped(built):
    lost = "Sphinx: pages no longer leave their template by builder.templates.render(template, context), so "
    assert built.html.endswith("<!-- seen -->"), lost + "formulas are not typeset and pages load slowly"
    assert built.steps.count("index") == 1, lost + "steps see a page more than once, or parts of it"


def test_a_builder_that_writes_no_pages_takes_no_steps(tmp_path):
    # The default changes in Sphinx 8, and Sphinx 7 warns of it.
    (tmp_path / "conf.py").write_text("linkcheck_report_timeouts_as_broken = False")
    (tmp_path / "index.rst").write_text("Title\n=====\n")
    app = SphinxTestApp("linkcheck", srcdir=tmp_path)
    sphinx_private.add_step_to_finished_pages(app, lambda page, context: 1 / 0)
    app.build()
    app.cleanup()
    assert app.statuscode == 0


def test_sphinx_writes_in_as_many_processes_as_the_application_says(built):
    lost = "Sphinx: app.parallel no longer sets the number of processes: pages are written by one"
    assert isinstance(built.app.parallel, int), lost
    sphinx_private.write_pages_in(built.app, 2)
    assert built.app.parallel == 2, lost


def test_sphinx_tells_numbers_and_labels(built):
    lost = "Sphinx: {} have another form: downloaded notebooks and the map of the slides lose them"
    numbers = list(sphinx_private.numbers(built.env, "index"))
    assert ("figure", "fig-a", "1") in numbers, lost.format("the numbers of figures (env.toc_fignumbers)")
    assert sphinx_private.labels(built.env)["at-title"] == ("index", "at-title", "Title"), lost.format(
        "labels"
    )
    assert sphinx_private.places(built.env)["fig-a"] == ("index", "fig-a"), lost.format("labels of figures")
    page, number = sphinx_private.equations(built.env)["eq-1"]
    assert (page, str(number)) == ("index", "1"), lost.format("equations (and their numbers cannot be set)")


def test_sphinx_tells_the_sections_of_a_page(built):
    lost = "Sphinx: env.tocs has another form: the glossary does not find the sections that explain its terms"
    assert sphinx_private.section_titles(built.env, "index") == {"": "Title"}, lost
    assert sphinx_private.section_titles(built.env, "nowhere") == {}, lost


def test_sphinx_writes_formulas_for_mathjax(built):
    lost = "Sphinx: formulas no longer stand between \\(...\\) or \\[...\\]: they are not found to be typeset"
    assert all(map(callable, sphinx_private.visitors_of_formulas())), lost
    assert r"\[a = b\]" in built.html, lost


def test_mystnb_tells_how_it_executes(built):
    lost = "MyST-NB: env.mystnb_config has other fields: pages cannot be executed ahead of reading"
    settings = myst_nb_private.settings(built.env)
    assert settings.cached, lost
    assert Path(settings.cache_folder).is_dir(), lost
    assert isinstance(settings.timeout, int), lost
    assert settings.allow_errors is False, lost


def test_mystnb_reads_cells_with_its_own_settings(built):
    lost = "MyST-NB: create_nb_reader has changed: pages cannot be read, keyed, or made into notebooks"
    assert list(inspect.signature(create_nb_reader).parameters) == [
        "path",
        "md_config",
        "nb_config",
        "content",
    ], lost
    cells = myst_nb_private.cells(built.env, Path("index.md"), PAGE)
    assert [cell.cell_type for cell in cells.cells] == ["markdown", "code", "markdown"], lost
    assert cells.metadata["source_map"], lost + "; failing cells are not named by line"
    assert myst_nb_private.cells(built.env, Path("a.md"), "# Title\n") is None, lost


def test_mystnb_notes_runs_glue_and_folded_cells(built):
    noted = "MyST-NB: what it notes of each page (NbMetadataCollector) has another form: "
    assert built.env.found_docs == {"index", "other"}
    assert myst_nb_private.runtimes(built.env).keys() == {"index"}, noted + "the report of the runs is empty"
    assert myst_nb_private.rows_of_run_table(built.env, "index") == 1, (
        noted + "the table of runs is not repaired"
    )
    glued = myst_nb_private.glued(built.env, "index")
    assert glued == {"claim C1": "'text'"}, noted + "the table of claims and notebooks lose glued values"
    folded = myst_nb_private.hidden_cells(built.doctree)
    assert folded == 1, (
        "MyST-NB: folded cells have another node: a summary that is read out wrongly is not seen"
    )


def test_jupyter_cache_finds_again_what_it_is_given(tmp_path):
    lost = "jupyter-cache: {}: pages are not executed ahead of reading"
    cell = nbformat.v4.new_code_cell("print(6 * 7)")
    kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernelspec})
    cache = jupyter_cache_private.opened(str(tmp_path))
    assert isinstance(cache, jupyter_cache.base.JupyterCacheAbstract), lost.format("get_cache has changed")
    assert not jupyter_cache_private.holds(cache, notebook), lost.format("match_cache_notebook has changed")
    run = jupyter_cache_private.executed(notebook, tmp_path, 60, False, coalesce_streams=True)
    assert run.error is None, lost.format("single_nb_execution has changed")
    assert run.notebook.cells[0].outputs[0].text == "42\n", lost.format("outputs are not in the notebook")
    jupyter_cache_private.store(cache, run, tmp_path / "page.md")
    assert jupyter_cache_private.holds(cache, notebook), lost.format("cache_notebook_bundle has changed")
    notebook.metadata["kernelspec"]["depends_on"] = "another key"
    assert not jupyter_cache_private.holds(cache, notebook), (
        "jupyter-cache: the kernelspec is not hashed with the cells: a page shows old numbers after a change "
        "of the package that it imports"
    )


def test_jupyter_starts_kernels_by_provisioners_that_a_manager_names():
    lost = "jupyter-client: {}: each kernel imports TensorFlow anew"
    assert isinstance(KernelManager.kernel_spec, property), lost.format(
        "KernelManager.kernel_spec has changed"
    )
    assert isinstance(KernelProvisionerFactory.provisioners, dict), lost.format("no dict of provisioners")
    assert inspect.iscoroutinefunction(LocalProvisioner.launch_kernel), lost.format(
        "launch_kernel has changed"
    )
    assert {"process", "pid", "pgid", "cwd"} <= vars(LocalProvisioner).keys(), lost.format(
        "no such attributes"
    )
    names = {"kernel_manager_class", "coalesce_streams"}
    assert names <= set(nbclient.NotebookClient.class_trait_names()), lost.format(
        "nbclient has other settings"
    )
    assert issubclass(AsyncKernelManager, KernelManager)


@pytest.mark.skipif(os.name == "nt", reason="kernels are forked on Linux alone")
def test_the_standard_librarys_fork_server_can_be_started_at_a_moment_of_ones_choice():
    assert callable(forkserver.ensure_running), "multiprocessing: the server starts with another environment"


def test_pybtex_looks_plugins_up_by_one_function():
    lost = (
        "pybtex: plugins are no longer found by _load_entry_point(group, name): citations take seconds again"
    )
    pybtex_private.remember_plugins()
    function = pybtex.plugin._load_entry_point
    assert list(inspect.signature(function).parameters) == ["group", "name", "use_aliases"], lost
    pybtex.plugin.find_plugin("pybtex.database.input", "bibtex")
    before = function.cache_info().hits
    pybtex.plugin.find_plugin("pybtex.database.input", "bibtex")
    assert function.cache_info().hits == before + 1, lost
    pybtex_private.remember_plugins()
    assert pybtex.plugin._load_entry_point is function


def test_bibtex_keeps_the_entries_of_the_bibliography(built):
    lost = "sphinxcontrib-bibtex: the domain's bibdata has another form: notebooks lose their citations"
    entry = bibtex_private.works(built.env)["key"]
    assert entry.fields["year"] == "1843", lost
    assert entry.persons["author"][0].rich_last_names, lost


def test_sitemap_is_written_from_a_queue(built):
    lost = (
        "sphinx-sitemap: sitemap_links or add_html_link has changed: pages that were not written are missing"
    )
    places = [built.sitemap.find(f"{page}.html") for page in ("index", "other")]
    assert min(places) > 0, lost
    assert places == sorted(places), lost + ", or the order is another in each build"


def test_the_theme_has_a_list_of_buttons(built):
    lost = "sphinx-book-theme: header_buttons has another form: pages have no menus to launch and download"
    labels = [button["label"] for button in theme_private.buttons(built.context)]
    assert theme_private.DOWNLOADS in labels, lost
    assert all({"type", "label", "icon"} <= button.keys() for button in built.context["header_buttons"]), lost
    assert f"scripts/{Path(theme_private.SCRIPT).name}" in built.html, "the theme's script has another name"
