"""The record of the experiments: what a result depends on, the file, and how it is made and known again."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from myst_nb.core.read import read_myst_markdown_notebook
from small_book import write_book

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "_ext"))

from bookext.execute.imports import Package  # noqa: E402
from bookext.execute.page import code_of  # noqa: E402
from bookext.record import files, making  # noqa: E402
from bookext.record.keys import at_full_scale, code_key, code_lines, experiment_keys  # noqa: E402
from bookext.record.slices import Names, slice_of, statements  # noqa: E402

from traindnn.lab import run_log  # noqa: E402

CODE = '''
import numpy as np
from numpy import mean as average, std
seeds = range(3)
unused = 5

def train(seed, width=4):
    """Words."""
    return [seed * k for k in range(width)]

runs = {}
for seed in seeds:
    runs[seed] = train(seed)
print(unused)
name = "figure"
results = [average(run) for run in runs.values()]
results.append(1)
np.show(results)
glue("claim C1", results)
'''


def of_last(code):
    parts = statements(code)
    return [parts[i] for i in slice_of(parts, len(parts) - 1)]


def test_a_slice_holds_what_the_result_depends_on_and_nothing_else():
    found = of_last(CODE)
    assert found[0] == "from numpy import mean as average"
    assert [part.split("\n")[0] for part in found[1:]] == [
        "seeds = range(3)",
        "def train(seed, width=4):",
        "runs = {}",
        "for seed in seeds:",
        "results = [average(run) for run in runs.values()]",
        "results.append(1)",
        'glue("claim C1", results)',
    ]


def test_what_a_name_stood_for_before_it_was_bound_anew_is_left_out():
    assert of_last("a = slow()\na = 1\nuse(a)") == ["a = 1", "use(a)"]
    assert of_last("a = first()\na += 1\nuse(a)") == ["a = first()", "a += 1", "use(a)"]
    assert of_last("a, b = 1, 2\nif b:\n    a = 3\nuse(a)") == ["a, b = 1, 2", "if b:\n    a = 3", "use(a)"]


@pytest.mark.parametrize(
    ("code", "needed", "left"),
    [
        ("y = x + 1", {"x"}, {"y"}),
        ("x = x + 1", {"x"}, {"x"}),
        ("[i for i in range(n)]", {"range", "n"}, set()),
        ("{k: v for k, v in d.items() if v > m}", {"d", "m"}, set()),
        ("def f(a, b=c):\n    d = a\n    return d + e", {"c", "e"}, {"f"}),
        ("f = lambda a: a + b", {"b"}, {"f"}),
        ("@g\nclass A(B):\n    c = d", {"g", "B", "d"}, {"A"}),
        ("a.b[c] = d", {"a", "c", "d"}, {"a"}),
        ("a.append(b)", {"a", "b"}, {"a"}),
        ("import os.path as p, sys", set(), {"p", "sys"}),
        ("for i, j in pairs: total += i", {"pairs", "total"}, {"i", "j", "total"}),
        ("with f() as g: h = g", {"f"}, {"g", "h"}),
        ("x: int = y", {"y"}, {"x"}),
    ],
)
def test_names_that_a_statement_takes_and_leaves(code, needed, left):
    names = Names(code)
    assert (names.needed, names.left) == (needed, left)


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "traindnn"
    folder.mkdir()
    for name in ("__init__", "lab", "plots", "claims"):
        (folder / f"{name}.py").write_text("x = 1\n")
    return folder


PAGE = """from traindnn import claims, lab, plots
value = lab.x
plots.draw(value)
glue("claim C1", claims.judge(value))
glue("claim C2", claims.judge(lab.x + 1))
"""


@pytest.mark.parametrize(
    ("file", "text", "changes"),
    [
        ("lab.py", "x = 2\n", True),
        ("lab.py", '"""Words."""\n\n# why\nx = 1\n', False),
        ("plots.py", "x = 2\n", False),
        ("claims.py", "x = 2\n", False),
    ],
)
def test_a_key_changes_with_the_code_that_makes_numbers_and_with_no_other(package, file, text, changes):
    before = experiment_keys(PAGE, Package(package))
    (package / file).write_text(text)
    assert (experiment_keys(PAGE, Package(package)) != before) is changes


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("plots.draw(value)", "plots.draw(value, 2)", set()),
        ("value = lab.x", "value = lab.x * 2", {"C1"}),
        ("lab.x + 1", "lab.x + 2", {"C2"}),
        ("value = lab.x", "# said twice\nvalue = lab.x", set()),
    ],
)
def test_a_key_changes_with_the_statements_of_its_experiment_alone(package, old, new, changed):
    before = experiment_keys(PAGE, Package(package))
    after = experiment_keys(PAGE.replace(old, new), Package(package))
    assert before.keys() == after.keys() == {"C1", "C2"}
    assert {claim for claim in before if before[claim] != after[claim]} == changed


@pytest.mark.parametrize(
    ("quick", "other"),
    [
        ("n = profile.choose(quick=2, full=8)", "n = profile.choose(quick=(1,\n    2), full=8)"),
        ("n = profile.choose(full=8, quick=2)", "n = profile.choose(full=8, quick=choose(quick=1, full=2))"),
        ("n = choose(\n    quick=2,\n    full=8,\n)", "n = choose(\n    quick='größer', full=8,\n)"),
        ("é = 1; QUICK = Profile(2)\nFULL = 3", "é = 1; QUICK = Profile(\n    4\n)\nFULL = 3"),
    ],
)
def test_sizes_of_the_quick_profile_are_no_part_of_a_full_experiment(quick, other):
    assert list(code_lines(at_full_scale(quick))) == list(code_lines(at_full_scale(other)))
    ast.parse(at_full_scale(other))
    assert at_full_scale(quick.replace("8", "9").replace("3", "4")) != at_full_scale(quick)


def test_lines_that_do_nothing_do_not_count():
    assert list(code_lines('"""A."""\n# b\n\ndef f():\n    """C\n    d."""\n    return 1  \n')) == [
        "def f():",
        "    return 1",
    ]


MADE = files.Made(
    "2026-12-01", "0123abc", {"set": "folder:1"}, ("The set.",), "3.12.1", {"keras": "3"}, "CPU", 2.5
)


def test_a_record_is_the_same_after_a_way_through_its_file(tmp_path):
    found = files.PageRecord(
        "book/page",
        {"C1": files.Experiment("key", MADE, {"cases": []})},
        [{"settings": {}, "runs": [{"seed": 0}]}],
    )
    path = files.write(found, tmp_path)
    assert path == tmp_path / "book" / "record" / "page.json"
    assert files.read("book/page", tmp_path) == found
    assert json.loads(path.read_text("utf-8"))["claims"]["C1"]["made"]["device"] == "CPU"
    assert [p.name for p in path.parent.iterdir()] == ["page.json"]
    assert MADE.day == "1 December 2026"


def test_no_record_is_none_and_a_broken_one_is_named(tmp_path):
    assert files.read("book/page", tmp_path) is None
    path = files.file_of("book/page", tmp_path)
    path.parent.mkdir(parents=True)
    for text in ("{", "{}", '{"page": "a", "claims": {"C1": {}}, "runs": []}'):
        path.write_text(text)
        with pytest.raises(ValueError, match=r"page\.json as `make record` writes it"):
            files.read("book/page", tmp_path)


def test_the_lab_looks_for_the_file_of_its_runs_where_it_is_named():
    assert making.RUNS == run_log.VARIABLE


def test_runs_that_differ_in_their_seed_stand_together():
    lines = [
        {"settings": {"lr": lr}, "n_train": 9, "seed": seed, "lr": [lr], "history": {"loss": [seed]}}
        for seed in (0, 1)
        for lr in (0.1, 0.2)
    ]
    grouped = making.grouped(lines)
    assert [(g["settings"]["lr"], [run["seed"] for run in g["runs"]]) for g in grouped] == [
        (0.1, [0, 1]),
        (0.2, [0, 1]),
    ]


def test_a_part_of_a_record_is_made_anew_and_the_rest_kept():
    old, new = (files.Experiment(name, MADE, {}) for name in ("old", "new"))
    runs = [{"settings": lr, "runs": [1]} for lr in (1, 2)]
    earlier = files.PageRecord("book/page", {"C2": old, "C10": old}, runs)
    found = making.merged(earlier, "book/page", {"C2": new}, [{"settings": 2, "runs": [3]}])
    assert found.claims == {"C2": new, "C10": old}
    assert list(found.claims) == ["C2", "C10"]
    assert found.runs == [{"settings": 1, "runs": [1]}, {"settings": 2, "runs": [3]}]
    assert making.merged(None, "book/page", {"C2": new}, []).claims == {"C2": new}


HEAD = """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3, language: python}
---
# Title

## Section

```{code-cell} ipython3
from myst_nb import glue
from traindnn import claims
from traindnn.lab import profile

seeds = profile.seeds()
arms = [1 + s / 100 for s in seeds], [s / 90 for s in seeds]
evidence = claims.Evidence("size", {"it is so": claims.above(*arms)})
glue("claim C1", evidence, display=False)
```
"""


def command(folder, *arguments, **environment):
    """Run the command that makes records in a small book; return its exit status and what it said."""
    ran = subprocess.run(
        [sys.executable, folder / "_ext" / "record.py", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)} | environment,
        capture_output=True,
        text=True,
    )
    return ran.returncode, ran.stdout + ran.stderr


@pytest.mark.slow
def test_the_record_is_made_at_full_scale_checked_and_known_to_be_of_an_earlier_version(tmp_path):
    write_book(tmp_path, {"index": HEAD, "other": "# Other\n\n## Section\n\nText.\n"})
    reproduction = tmp_path / "book" / "record" / "lecture.json"
    missing = "reproduction: the record is missing. Run: make record\n"
    assert command(tmp_path, "--check") == (1, missing + "C1: the record is missing. Run: make record\n")
    status, said = command(tmp_path, "index")
    assert status == 0, said
    assert "written: book/record/index.json" in said
    record = files.read("book/index", tmp_path)
    (case,) = record.claims["C1"].evidence["cases"]
    assert len(case["a"]) == 10
    assert record.claims["C1"].made.versions["keras"]
    key = code_key(making.RERUN, Package(ROOT / "traindnn"))
    reproduction.write_text(json.dumps({"made": {"key": key}}))
    assert command(tmp_path, "--check") == (0, "")
    page = tmp_path / "book" / "index.md"
    page.write_text(page.read_text().replace("Section", "Another section").replace("s / 90", "s / 80"))
    assert command(tmp_path, "--check")[1] == "C1: the record is of an earlier version. Run: make record\n"


@pytest.mark.slow
def test_one_claim_is_recorded_without_running_the_rest_of_its_page(tmp_path):
    other = """
```{code-cell} ipython3
1 / 0
```
"""
    write_book(tmp_path, {"index": HEAD + other})
    status, said = command(tmp_path, "--claims", "C1")
    assert status == 0, said
    assert files.read("book/index", tmp_path).claims.keys() == {"C1"}
    status, said = command(tmp_path, "--claims", "C9")
    assert status == 2
    assert "expected claims that a page measures: C1. Received: C9" in said


@pytest.mark.slow
def test_a_page_that_fails_is_named_and_keeps_its_earlier_record(tmp_path):
    write_book(tmp_path, {"index": HEAD.replace("seeds = ", "seeds = 1 / 0 * ")})
    path = files.write(files.PageRecord("book/index", {}, []), tmp_path)
    before = path.read_bytes()
    status, said = command(tmp_path, "index")
    assert status == 1
    assert "ZeroDivisionError" in said
    assert path.read_bytes() == before


@pytest.mark.slow
def test_images_that_are_not_the_published_ones_are_refused(tmp_path):
    code = 'from traindnn import data\nimages = data.load("cifar10", train=2)\n'
    write_book(tmp_path, {"index": HEAD.replace("seeds = ", code + "seeds = ")})
    nowhere = {"TRAINDNN_DATA": "", "TRAINDNN_DOWNLOAD": "0", "KERAS_HOME": str(tmp_path)}
    status, said = command(tmp_path, "index", **nowhere)
    assert status == 2
    assert "Expected the whole published set cifar10. Received: stand-in" in said
    assert "Nothing was run." in said


def test_a_page_that_measures_nothing_is_no_page_to_record(tmp_path):
    write_book(tmp_path, {"index": HEAD})
    status, said = command(tmp_path, "nowhere")
    assert status == 2
    assert "expected pages that measure: index, reproduction. Received: nowhere" in said


def test_pages_are_read_with_the_cells_that_the_site_reads():
    measuring = making.measuring(ROOT)
    assert len(measuring) > 8
    for each in measuring:
        theirs = read_myst_markdown_notebook(each.page.text)
        assert code_of(each.page.cells) == code_of(theirs)
