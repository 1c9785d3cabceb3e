"""A submission in nbgrader's formgrader: its formulas and pictures are seen without the network."""

import os
import re
from pathlib import Path

import nbformat
import nbgrader
import pytest
from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

from autograder.course.formgrader import SEARCHED, offline

FORMGRADER = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"
TEXT = "Of $x_1 < y$, not `$code$`:\n\n$$\\sum_i a_i^2$$\n\n![p](attachment:p.png)<script>x</script>"
AWAY = re.compile(r"""(?:src|href)=["']?(?:https?:)?//[^"'> ]+""")


@pytest.fixture
def page(monkeypatch):
    """Return what formgrader shows of a submission, made as nbgrader makes it."""
    monkeypatch.setenv(SEARCHED, "")

    def made(config):
        config.HTMLExporter.template_name = "formgrade"
        config.HTMLExporter.extra_template_basedirs = [str(FORMGRADER)]
        marks = {"grade_id": "a", "grade": True, "solution": True, "points": 2, "task": False}
        text = nbformat.v4.new_markdown_cell(
            TEXT, attachments={"p.png": {"image/png": "iVBORw0KGgo="}}, metadata={"nbgrader": marks}
        )
        shown = nbformat.v4.new_output("display_data", {"image/png": "iVBORw0KGgoA"})
        notebook = nbformat.v4.new_notebook(cells=[text, nbformat.v4.new_code_cell("1", outputs=[shown])])
        resources = {"base_url": "", "index": 0, "total": 1, "notebook_id": "tiny", "submission_id": "1"}
        return HTMLExporter(config=config).from_notebook_node(notebook, resources=resources)[0]

    return made


def test_formulas_and_pictures_are_seen_and_nothing_is_asked_for(page):
    config = Config()
    offline(config)
    made = page(config)
    assert AWAY.findall(made) == []
    assert len(re.findall(r"<math\b", made)) == 2
    assert "$code$" in made
    assert "base64,iVBORw0KGgo=" in made
    assert "base64,iVBORw0KGgoA" in made
    assert "<script>x" not in made


def test_nbgraders_own_page_asks_for_a_script():
    """If this fails, a release of nbgrader or nbconvert has made `formgrader` simpler, or needless."""
    template = (FORMGRADER / "formgrade" / "index.html.j2").read_text("utf-8")
    assert "{{ mathjax() }}" in template


def test_the_folder_of_templates_is_named_once(monkeypatch):
    monkeypatch.setenv(SEARCHED, "/elsewhere")
    offline(Config())
    once = os.environ[SEARCHED]
    offline(Config())
    assert os.environ[SEARCHED] == once
    assert once.endswith(f"{os.pathsep}/elsewhere")
