"""The site's extension: what a page's key covers, what a notebook becomes, what a picture needs."""

import ast
import json
import re
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from IPython.core.inputtransformer2 import TransformerManager
from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook
from small_book import PAGE, PLAIN, build, write_book

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "_ext"))

from bookext.content import picture_descriptions  # noqa: E402
from bookext.downloads import launch_links, notebooks, plain_markdown  # noqa: E402
from bookext.execute import imports, keys  # noqa: E402
from bookext.execute import page as pages  # noqa: E402


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "bundle"
    (folder / "sub").mkdir(parents=True)
    files = {
        "__init__.py": "",
        "light.py": "import math\n",
        "middle.py": "from bundle import light\n",
        "heavy.py": "def f():\n    from .middle import x\n",
        "lone.py": "import numpy\n",
        "sub/__init__.py": "from . import inner\n",
        "sub/inner.py": "from ..light import y\nimport keras\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def lock(tmp_path):
    path = tmp_path / "requirements.txt"
    path.write_text("# comment\nnumpy==2.4.6\n")
    return path


def read(text):
    """The cells of a page."""
    return read_myst_markdown_notebook(text)


def code_of(text):
    return pages.code_of(read(text))


def page_key(text, package, lock, reads=()):
    code = code_of(text)
    return keys.page_key(code, package.imports(code), package, lock, reads)


def modules(folder, code):
    return {name.removeprefix("bundle").lstrip(".") for name in imports.Package(folder).imports(code).modules}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import math", set()),
        ("import bundle.light", {"", "light"}),
        ("from bundle import heavy", {"", "heavy", "middle", "light"}),
        ("from bundle.sub import inner", {"", "sub", "sub.inner", "light"}),
        ("def f():\n    import bundle.lone", {"", "lone"}),
        ("from bundle import *", {"", "light", "middle", "heavy", "lone", "sub", "sub.inner"}),
        ("not python (", {"", "light", "middle", "heavy", "lone", "sub", "sub.inner"}),
    ],
)
def test_imports_are_followed_through_the_package(package, code, expected):
    assert modules(package, code) == expected


def test_other_packages_are_found_behind_modules(package):
    assert "keras" in imports.Package(package).imports("import bundle.sub").others
    assert "keras" not in imports.Package(package).imports("import bundle.light").others


def test_only_the_code_of_code_cells_counts():
    page = PAGE.format(code="%matplotlib inline\nimport numpy\n!ls")
    names = set(imports.imported_names(code_of(page)))
    assert names == {"numpy"}


@pytest.mark.parametrize(
    ("changed", "stale"),
    [
        ("light.py", {"heavy", "light"}),
        ("middle.py", {"heavy"}),
        ("lone.py", {"lone"}),
        ("__init__.py", {"heavy", "light", "lone"}),
    ],
)
def test_a_change_in_a_module_changes_the_keys_of_the_pages_that_use_it(package, lock, changed, stale):
    texts = {name: PAGE.format(code=f"import bundle.{name}") for name in ("heavy", "light", "lone")}
    texts["none"] = PAGE.format(code="print(1)")

    def keys_now():
        known = imports.Package(package)
        return {name: page_key(text, known, lock) for name, text in texts.items()}

    before = keys_now()
    (package / changed).write_text((package / changed).read_text() + "\nz = 1\n")
    after = keys_now()
    assert {name for name in texts if before[name] != after[name]} == stale


def test_prose_does_not_change_the_key_and_versions_do(package, lock, tmp_path):
    page, known = PAGE.format(code="import bundle.light"), imports.Package(package)
    key = page_key(page, known, lock)
    assert page_key(page + "\nMore prose.\n", known, lock) == key
    newer = tmp_path / "newer.txt"
    newer.write_text("numpy==2.4.7\n")
    assert page_key(page, known, newer) != key


@pytest.mark.parametrize(
    ("variable", "code", "matters"),
    [
        ("TRAINDNN_PROFILE", "from traindnn.lab import training", True),
        ("TRAINDNN_PROFILE", "from traindnn import schedules", False),
        ("KERAS_BACKEND", "import keras", True),
        ("KERAS_BACKEND", "import numpy", False),
    ],
)
def test_a_setting_counts_for_the_pages_that_feel_it(monkeypatch, lock, variable, code, matters):
    monkeypatch.setattr(keys, "data_source", lambda code: "the same data")
    known, page = imports.Package(ROOT / "traindnn"), PAGE.format(code=code)
    monkeypatch.delenv(variable, raising=False)
    before = page_key(page, known, lock)
    monkeypatch.setenv(variable, "another")
    assert (page_key(page, known, lock) != before) == matters


def test_the_version_of_a_backend_beside_the_lock_counts(monkeypatch, lock):
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    known, found = imports.Package(ROOT / "traindnn"), []
    for version in ("0.10.2", "0.10.3"):
        monkeypatch.setattr(keys.metadata, "version", lambda name, version=version: version * (name == "jax"))
        found.append(
            [page_key(PAGE.format(code=f"import {name}"), known, lock) for name in ("keras", "numpy")]
        )
    assert found[0][0] != found[1][0]
    assert found[0][1] == found[1][1]


def test_data_counts_for_the_pages_that_load_it(monkeypatch, lock):
    known = imports.Package(ROOT / "traindnn")
    texts = {"loads": PAGE.format(code="from traindnn import data"), "not": PAGE.format(code="import numpy")}
    found = []
    for source in ("one", "other"):
        monkeypatch.setattr(keys, "data_source", lambda code, source=source: source)
        found.append({name: page_key(text, known, lock) for name, text in texts.items()})
    assert found[0]["loads"] != found[1]["loads"]
    assert found[0]["not"] == found[1]["not"]


@pytest.fixture
def reader(package, lock):
    """Reads pages beside the package, and counts how often it parses one."""
    package.rename(package.with_name("traindnn"))
    parsed = []

    def parse(path, text):
        parsed.append(path)
        return read_myst_markdown_notebook(text) if is_myst_markdown_notebook(text) else None

    reader = pages.Reader(package.parent, parse)
    reader.parsed = parsed
    return reader


def test_the_key_is_written_on_as_many_lines_as_before(reader):
    text = PAGE.format(code="print(1)")
    page = reader.page("p", Path("p.md"), text)
    metadata, length = pages.split_front_matter(page.keyed_text)
    assert metadata["kernelspec"]["depends_on"] == page.key
    assert metadata["file_format"] == "mystnb"
    assert length == pages.split_front_matter(text)[1]
    assert page.keyed_text.split("\n")[length:] == text.split("\n")[length:]


@pytest.mark.parametrize(
    "kernelspec", ["kernelspec: {name: python3}", "kernelspec: {name: a, more: b}", "x: y"]
)
def test_the_notebook_that_is_looked_up_is_the_one_that_mystnb_reads(reader, kernelspec):
    text = f"---\nfile_format: mystnb\n{kernelspec}\n---\n# Title\n\n```{{code-cell}}\nprint(1)\n```\n"
    page = reader.page("p", Path("p.md"), text)
    read_by_mystnb = read_myst_markdown_notebook(page.keyed_text)
    for notebook in (read_by_mystnb, page.notebook):
        for cell in notebook.cells:
            cell.id = "random"
    assert page.notebook == read_by_mystnb
    assert "depends_on" not in page.cells.metadata.get("kernelspec", {})


def test_a_page_is_read_once_until_its_text_changes(reader, tmp_path):
    path = tmp_path / "p.md"
    path.write_text(PAGE.format(code="print(1)"))
    page = reader.page("p", path)
    assert reader.page("p", path) is reader.page("p", path, page.text) is page
    assert len(reader.parsed) == 1
    changed = reader.page("p", path, page.text + "import bundle\n")
    assert len(reader.parsed) == 2
    assert reader.page("p", path) is changed


def test_a_page_without_cells_has_no_key_and_stays_as_it_is(reader):
    page = reader.page("p", Path("p.md"), PLAIN)
    assert (page.cells, page.key, page.keyed_text) == (None, None, PLAIN)


def test_a_file_that_a_page_reads_counts_whether_it_is_there_or_not(package, lock, tmp_path):
    page, known, file = PAGE.format(code="import bundle.light"), imports.Package(package), tmp_path / "r.json"

    def key(*reads):
        return page_key(page, known, lock, reads)

    absent = key(file)
    file.write_text("1")
    first = key(file)
    file.write_text("2")
    assert len({absent, first, key(file), key()}) == 4
    file.write_text("1")
    assert key(file) == first


class Words:
    """References that answer with the label itself."""

    def equation(self, label):
        return "2.1"

    def named(self, role, label):
        return f"Figure of {label}"

    def citation(self, keys, textual=False):
        return f"<{keys}>"

    def glued(self, name):
        return "0.87"


@pytest.mark.parametrize(
    ("myst", "markdown"),
    [
        ("(ch-x)=\n# Title", "# Title"),
        ("$$\na = b\n$$ (eq-a)", "$$\na = b \\tag{2.1}\n$$"),
        ("```{math}\n:label: eq-a\na = b\n```", "$$\na = b \\tag{2.1}\n$$"),
        ("By {eq}`eq-a` and {numref}`fig-a`.", "By (2.1) and Figure of fig-a."),
        ("It is {glue:text}`acc:.2f`, {math}`x^2`.", "It is 0.87, $x^2$."),
        ("See {ref}`the chapter <ch-x>` {cite:p}`a,b`.", "See the chapter <a,b>."),
        (":::{note}\nMind {eq}`eq-a`.\n:::", "> **Note**\n>\n> Mind (2.1)."),
        (
            ":::{admonition} Good practice\n:class: good-practice\nDo.\n:::",
            "> **Good practice**\n>\n> Do.",
        ),
        (
            "```{solution} ex-a\n:class: dropdown\nSo.\n```",
            "<details><summary>Solution to Figure of ex-a</summary>\n\nSo.\n\n</details>",
        ),
        (
            "::::{tab-set}\n:::{tab-item} Keras\nText.\n:::\n::::",
            "**Keras**\n\nText.",
        ),
        (
            "```{list-table} T\n:header-rows: 1\n* - A\n  - B\n* - 1\n  - 2\n```",
            "*T*\n\n| A | B |\n| --- | --- |\n| 1 | 2 |",
        ),
        ("```python\nx = '{eq}`a`'\n```", "```python\nx = '{eq}`a`'\n```"),
    ],
)
def test_myst_becomes_plain_markdown(myst, markdown):
    assert plain_markdown.plain(myst, Words()) == markdown


def test_notebook_is_valid_runs_alone_and_is_the_same_each_time():
    page = PAGE.format(code="from myst_nb import glue\nglue('a', 1)")
    made = notebooks.notebook(
        read(page), Words(), "git+https://example.org/repo", "https://example.org/p.html"
    )
    notebook = nbformat.reads(json.dumps(made), as_version=4)
    nbformat.validate(notebook)
    head, first, *_, code, _ = [cell.source for cell in notebook.cells]
    assert "git+https://example.org/repo" in head
    assert "git+https://example.org/repo" in first
    assert "def glue(" in first
    assert code == "glue('a', 1)"
    assert made == notebooks.notebook(
        read(page), Words(), "git+https://example.org/repo", "https://example.org/p.html"
    )


EXERCISE = """
```{exercise} Twice
:label: ex-a
How much?
```

````{solution-start} ex-a
:class: dropdown
````

By two.

```{code-cell} ipython3
print(2)
```

So it is.

````{solution-end}
````

Text behind it.
"""


def test_a_solution_with_cells_moves_to_the_end():
    page = PAGE.format(code="1 + 1") + EXERCISE
    cells = notebooks.notebook(read(page), Words(), "p", "https://example.org/p.html")["cells"]
    sources = [cell["source"] for cell in cells]
    first, last = sources.index("1 + 1"), sources.index("## Solutions")
    between = "\n".join(sources[first:last])
    assert "How much?" in between
    assert "stand at the end" in sources[0]
    assert "*Solution to Figure of ex-a: at the end of this notebook.*" in between
    assert "Text behind it." in between
    solution = ["### Solution to Figure of ex-a", "By two.", "print(2)", "So it is."]
    assert [s.strip() for s in sources[last + 1 : -1]] == solution


def _nodes(cells):
    """The syntax of code cells, magics as Jupyter reads them."""
    as_python = TransformerManager().transform_cell
    trees = [ast.parse(as_python(cell["source"])) for cell in cells if cell["cell_type"] == "code"]
    return [node for tree in trees for node in ast.walk(tree)]


def _bound(nodes):
    """Names that are assigned, defined, imported or taken as arguments."""
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    named = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    imported = {(node.asname or node.name).split(".")[0] for node in nodes if isinstance(node, ast.alias)}
    return stored | named | imported | {node.arg for node in nodes if isinstance(node, ast.arg)}


PAGES_OF_THE_BOOK = sorted(ROOT.glob("book/*.md"))


@pytest.mark.parametrize("page", PAGES_OF_THE_BOOK, ids=lambda page: page.stem)
def test_no_solution_stands_beside_its_exercise_and_nothing_leans_on_one(page):
    cells = notebooks.notebook(read(page.read_text("utf-8")), Words(), "p")["cells"]
    sources = [cell["source"] for cell in cells]
    end = sources.index("## Solutions") if "## Solutions" in sources else len(cells)
    assert not any("### Solution to" in source for source in sources[:end])
    before, behind = _nodes(cells[:end]), _nodes(cells[end:])
    used = {node.id for node in before if isinstance(node, ast.Name)}
    assert not used & (_bound(behind) - _bound(before))


@pytest.mark.parametrize("page", PAGES_OF_THE_BOOK, ids=lambda page: page.stem)
def test_every_page_of_the_book_gives_a_valid_notebook_in_plain_markdown(page):
    text = page.read_text("utf-8")
    made = notebooks.notebook(read(text), Words(), "git+https://example.org/repo")
    nbformat.validate(nbformat.reads(json.dumps(made), as_version=4))
    prose = "\n".join(cell["source"] for cell in made["cells"] if cell["cell_type"] == "markdown")
    assert ":::{" not in prose
    assert "```{" not in prose


@pytest.mark.parametrize(
    ("html", "unnamed"),
    [
        ('<img src="a.png" alt="A curve">', []),
        ('<img src="a.png" alt="">', ["img"]),
        ('<img src="a.png">', ["img"]),
        ("<svg viewBox='0 0 1 1'></svg>", ["svg"]),
        ("<svg role='img' aria-label='A curve'></svg>", []),
        ('<svg aria-hidden="true"></svg>', []),
        ("<p>no picture</p>", []),
    ],
)
def test_pictures_in_html_need_a_name(html, unnamed):
    assert picture_descriptions.unnamed_pictures(html) == unnamed


def test_launch_links_follow_from_the_repository():
    notebook = "_sources/book/x.ipynb"
    assert launch_links.colab_url("https://github.com/o/r/", notebook).endswith(
        f"/o/r/blob/gh-pages/{notebook}"
    )
    assert launch_links.binder_url("https://github.com/o/r", notebook).startswith(
        "https://mybinder.org/v2/gh/o/r/gh-pages"
    )
    assert launch_links.pip_requirement("https://github.com/o/r") == "git+https://github.com/o/r"


def test_settings_forbid_what_would_leave_the_site_or_hide_an_error():
    settings = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    extensions = settings["sphinx"]["config"]["extensions"]
    assert "sphinx_thebe" not in extensions
    assert settings["sphinx"]["config"]["html_math_renderer"] == "prepared"
    assert settings["execute"]["stderr_output"] == "error"
    assert settings["execute"]["raise_on_error"] is True
    assert settings["only_build_toc_files"] is True


SMALL = {
    "writes_to_stderr": ("import sys\nprint('oops', file=sys.stderr)", "stderr"),
    "picture_without_description": (
        "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        "expected a picture with a description",
    ),
    "formula_with_a_mistake": ("print(1)", r"MathJax understands. Received: \nosuch"),
}


def two_pages(code="print(1)", prose="Prose."):
    return {"index": PAGE.format(code=code) + f"\n\n## Section\n\n{prose}\n", "plain": PLAIN}


@pytest.mark.slow
@pytest.mark.parametrize("fault", SMALL)
def test_a_fault_in_a_page_fails_the_build(tmp_path, vega, fault):
    code, message = SMALL[fault]
    prose = r"$\nosuch$" if fault == "formula_with_a_mistake" else "Prose."
    write_book(tmp_path, two_pages(code, prose), vega=vega)
    status, output = build(tmp_path)
    assert status != 0
    assert message in output


@pytest.mark.slow
def test_entry_page_and_sitemap_stand_after_every_build(tmp_path, vega):
    write_book(tmp_path, two_pages(), vega=vega)
    site = tmp_path / "_build" / "html"
    for text in ("", "One more sentence.\n"):
        with (tmp_path / "book" / "plain.md").open("a") as page:
            page.write(text)
        status, output = build(tmp_path)
        assert status == 0, output[-3000:]
        assert 'url=book/index.html"' in (site / "index.html").read_text()
        listed = re.findall(r"book/\w+\.html", (site / "sitemap.xml").read_text())
        assert sorted(listed) == ["book/index.html", "book/plain.html"]
