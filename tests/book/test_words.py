"""What a build prints: which pages ran, for how long, warnings and errors by file and line, nothing else."""

import re
import sys
from pathlib import Path

import pytest
from small_book import PAGE, PLAIN, build, write_book

sys.path.insert(0, str(Path(__file__).parents[2] / "_ext"))

from bookext.execute import progress

OURS = r"""Executing 1 of 2 pages\.
executed book/index in \d+\.\d s
Reading 2 pages\.
Writing the pages as html\.

Execution of the pages \(seconds of their last run\):
  book/index +executed +\d+\.\d s

"""
OF_LIBRARIES = ("jupyter_book", "Jupyter-Book", "site-packages", "sphinx/", 'File "', "raised in", "TCP")


def built(folder, code="print(1)", prose="Prose.", **environment):
    """Build a book of two pages, one of which has a cell."""
    pages = {"index": PAGE.format(code=code) + f"\n\n## Section\n\n{prose}\n", "plain": PLAIN}
    write_book(folder, pages, copied=("_config.yml",))
    return build(folder, **environment)


def line_of(folder, text):
    lines = (folder / "book" / "index.md").read_text("utf-8").splitlines()
    return lines.index(text) + 1


@pytest.mark.slow
def test_a_build_prints_its_own_words_alone(tmp_path):
    status, output = built(tmp_path)
    assert re.fullmatch(OURS, output), output
    assert status == 0
    status, output = build(tmp_path)
    assert re.fullmatch(OURS[OURS.index("\nExec") :].replace("executed", "unchanged"), output), output
    assert status == 0


@pytest.mark.slow
def test_a_failing_cell_is_told_by_file_line_error_and_what_to_do(tmp_path):
    status, output = built(tmp_path, "ok = 1\nprint(1 / 0)")
    place = f"{tmp_path}/book/index.md:{line_of(tmp_path, ':tags: [hide-input]')}"  # the cell's first line
    assert f"{place}: ERROR: this cell raised ZeroDivisionError: division by zero\n" in output
    assert "failed book/index\n" in output
    assert "Correct the cells" in output
    assert output.count("Traceback") == 1, "that of the cell is shown, and no other"
    assert not [word for word in OF_LIBRARIES if word in output], output
    assert status == 1


@pytest.mark.slow
def test_a_warning_is_shown_and_fails_the_build(tmp_path):
    status, output = built(tmp_path, prose="{ref}`nowhere`")
    place = re.escape(f"{tmp_path}/book/index.md")
    assert re.search(rf"^{place}:\d+: WARNING: undefined label: 'nowhere'", output, re.M), output
    assert not [word for word in ("Traceback", *OF_LIBRARIES) if word in output], output
    assert status == 1


@pytest.mark.slow
def test_a_fault_in_the_settings_is_told_in_a_line(tmp_path):
    write_book(tmp_path, {"index": PLAIN}, copied=("_config.yml",))
    (tmp_path / "_config.yml").write_text("title: [a\n")
    status, output = build(tmp_path)
    assert output.startswith("_config.yml: ERROR: ")
    assert "Traceback" not in output
    assert status == 1


@pytest.mark.slow
def test_all_that_the_libraries_say_is_shown_on_demand(tmp_path):
    status, output = built(tmp_path, VERBOSE="1")
    words = ("Running Jupyter-Book", "NbParserConfig", "TCP", "executed book/index")
    assert [word for word in words if word not in output] == []
    assert status == 0


def test_pages_that_have_run_are_told_line_by_line_where_there_is_no_terminal(capfd):
    with progress.bar(2) as advance:
        advance("book/a", 1.25, True)
        advance("book/b", 0, False)
    assert capfd.readouterr() == ("executed book/a in 1.2 s\nfailed book/b\n", "")


def test_a_book_where_nothing_runs_has_no_table(capsys):
    progress.table([])
    assert capsys.readouterr().out == ""
