"""The downloaded notebooks: the code that the site ran, and nothing that only the site has.

The site was built by running each page's cells, so a notebook with the same cells runs too, if it needs
nothing of the site. That is checked for every chapter: same cells, each compiles, all imports and all figures
work where MyST-NB is missing. Three chapters are run as a whole, each week all of them.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import jupytext
import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from shared_by_workers import shared
from site_pages import chapters

ROOT = Path(__file__).parents[2]
# Run from top to bottom: three, each of which has other kinds of cells; EVERY_NOTEBOOK=yes runs all of them.
THREE = ["motivating_example", "learning_rate_schedules", "gradients"]
ABOUT_THE_BOOK = {f"book/{name}.html" for name in ("reproduction", "claims", "errata", "colophon")}
EVERY = [page for page in chapters() if page not in ABOUT_THE_BOOK]
WHOLE = EVERY if os.environ.get("EVERY_NOTEBOOK") else [f"book/{name}.html" for name in THREE]
# Runs, for each notebook on stdin, its first cell, its imports and its figures; prints what went wrong.
STARTER = """
import ast, json, os, re, sys, traceback
sys.modules["myst_nb"] = None  # an import of it fails
output, sys.stdout = sys.stdout, open(os.devnull, "w")
troubles = {}
for chapter, cells in json.load(sys.stdin).items():
    names = {}
    try:
        for number, cell in enumerate(cells):
            body = ast.parse(cell).body
            figure = re.search(r"(?<!\\w)(\\w+_explorer|ask)\\(", cell)
            wanted = body if number == 0 or figure else [
                node for node in body if isinstance(node, ast.Import | ast.ImportFrom)
            ]
            exec(compile(ast.Module(wanted, []), f"cell {number}", "exec"), names)
    except Exception:
        troubles[chapter] = traceback.format_exc()
json.dump(troubles, output)
"""


def downloaded(site, chapter):
    return nbformat.read((site / "_sources" / chapter).with_suffix(".ipynb"), as_version=4)


def code(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def environment():
    """What a reader has: the package, and not the variable that turns figures into the site's form."""
    return {k: v for k, v in os.environ.items() if k != "TRAINDNN_SITE"} | {"PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="session")  # the tests of a page follow each other, out of this module and into it
def troubles(site):
    """Start all notebooks, one after another in one process; return chapter -> traceback."""
    transform = TransformerManager().transform_cell
    books = {chapter: [transform(cell) for cell in code(downloaded(site, chapter))] for chapter in chapters()}
    done = subprocess.run(
        [sys.executable, "-c", STARTER],
        input=json.dumps(books),
        env=environment(),
        cwd=site,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_downloaded_notebook_has_the_code_of_its_page(chapter, site):
    page = jupytext.read((site / "_sources" / chapter).with_suffix(".md"), fmt="md:myst")
    ours = [cell.replace("from myst_nb import glue\n", "").strip() for cell in code(page)]
    assert code(downloaded(site, chapter))[1:] == [cell for cell in ours if cell]


def test_downloaded_notebook_compiles(chapter, site):
    notebook = downloaded(site, chapter)
    nbformat.validate(notebook)
    for cell in code(notebook):
        compile(TransformerManager().transform_cell(cell), chapter, "exec")


def test_downloaded_notebook_needs_nothing_of_the_site(chapter, troubles):
    assert chapter not in troubles, troubles[chapter]


def succeeds(*command, **options):
    """Run a command; what it says if it fails is the failure of the test."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stderr[-2000:]


def make_environment(folder):
    """Make an environment below a folder: the package's wheel, what it needs, and what runs notebooks."""
    source = folder / "source"
    for name in ("traindnn", "autograder"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    wheel = ("-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder)
    succeeds(sys.executable, *wheel, source)
    succeeds(sys.executable, "-m", "venv", folder / "env")
    uv = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    python = python_of(folder)
    pip = (uv, "pip", "install", "--python", python) if uv else (python, "-m", "pip", "install")
    asked = (next(folder.glob("*.whl")), "nbclient", "ipykernel")
    succeeds(*pip, "--quiet", "--constraint", ROOT / "requirements.txt", *asked)


def python_of(folder):
    return folder / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


@pytest.fixture(scope="session")
def fresh(tmp_path_factory):
    """Return the Python of a new environment; made once, however many processes run these tests."""
    with shared(tmp_path_factory, "fresh") as folder:
        if not (folder / "made").exists():
            make_environment(folder)
            (folder / "made").touch()
    return python_of(folder)


@pytest.mark.slow
@pytest.mark.parametrize("page", WHOLE)
def test_downloaded_notebook_runs_in_a_fresh_environment(page, fresh, site, tmp_path):
    if page not in chapters():
        pytest.skip("this book has no such page")
    notebook = shutil.copy((site / "_sources" / page).with_suffix(".ipynb"), tmp_path)
    bare = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "TRAINDNN_SITE")}
    bare["PATH"] = os.pathsep.join([str(fresh.parent), bare["PATH"]])
    succeeds(fresh, "-m", "jupyter", "execute", "--timeout=1800", notebook, env=bare, cwd=tmp_path)
