"""The benchmarks: each can be called, what they share is right, RESULTS.md holds what they found alone."""

import ast
import importlib
import itertools
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BENCH = ROOT / "bench"
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
# Scripts that `make bench` does not measure with, and why.
EXCEPTIONS = {
    "courses": "compares marks, in courses that whoever calls it names",
    "device": "needs a GPU to say anything: make gpu-check",
    "plain_shell": "runs one notebook for courses.py",
    "results": "measures nothing: make bench calls it at the end",
}
MEASURE_NOTHING = {"courses", "plain_shell", "results"}


def is_script(path):
    return 'if __name__ == "__main__"' in path.read_text(encoding="utf-8")


SCRIPTS = sorted(path.stem for path in BENCH.glob("*.py") if is_script(path))


@pytest.fixture(scope="module", autouse=True)
def on_the_path():
    """The benchmarks import each other by their bare names, as scripts do."""
    sys.path.append(str(BENCH))  # behind the standard library, which has a module `site` too
    yield
    sys.path.remove(str(BENCH))


@pytest.fixture(scope="module")
def shared(on_the_path):
    return importlib.import_module("side_by_side")


@pytest.fixture(scope="module")
def results(on_the_path):
    return importlib.import_module("results")


@pytest.fixture(scope="module")
def peers(on_the_path):
    return importlib.import_module("peers")


@pytest.fixture
def report(shared):
    """An invented report: every kind of row."""
    spread = shared.Spread.of
    rows = (
        shared.Row("starting", spread([2, 1, 3], [9]), "the other", spread([8, 6, 7]), headline=True),
        shared.Row("accuracy", spread([0.9]), "the other", spread([0.8]), unit="", less_is_better=False),
        shared.Row("  a stage | of ours", spread([0.004])),
    )
    machine = {"processor": "P", "cores": 2, "memory_gib": 4, "system": "S", "busy": 0.01}
    told = {"notes": ("A *note*.",), "more": {"pages": [1, 2]}}
    words = ("startup", "How long?", "python bench/startup.py --runs 3", False, "2026-01-01", "abc123")
    return shared.Report(*words, machine, {"Python": "3.11"}, rows, **told)


# --- each script


@pytest.mark.parametrize("script", SCRIPTS)
def test_help_says_what_the_script_does(script):
    done = subprocess.run(
        [sys.executable, BENCH / f"{script}.py", "--help"],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "KERAS_BACKEND": "tensorflow"},
    )
    assert done.returncode == 0, done.stderr
    question = ast.get_docstring(ast.parse((BENCH / f"{script}.py").read_text(encoding="utf-8")))
    assert question.splitlines()[0] in done.stdout
    if script not in MEASURE_NOTHING:
        assert {"--json", "--quick", "--runs"} <= set(re.findall(r"--\w+", done.stdout))


def test_every_script_is_run_by_make_bench_or_has_a_reason_not_to_be():
    run = re.search(r"^BENCHES \?= (.+)$", MAKEFILE, re.MULTILINE)[1].split()
    assert sorted([*run, *EXCEPTIONS]) == SCRIPTS


def test_no_function_is_copied_from_one_script_to_another():
    bodies = [
        ast.unparse(ast.Module(node.body, []))
        for path in sorted(BENCH.glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and len(node.body) > 2
    ]
    assert sorted(set(bodies)) == sorted(bodies)


# --- measuring in turns


def test_a_spread_has_the_median_and_both_ends_of_what_counts(shared):
    spread = shared.Spread.of([5, 1, 2, 4], warm_up=[100])
    assert (spread.median, spread.low, spread.high) == (3, 1, 5)
    assert spread.runs == (5, 1, 2, 4)
    assert spread.warm_up == (100,)


def test_a_spread_of_nothing_is_refused(shared):
    with pytest.raises(ValueError, match=r"expected at least one run.*Received: none"):
        shared.Spread.of([], warm_up=[1])


@pytest.mark.parametrize(("runs", "warm_up"), [(1, 0), (3, 1), (4, 2)])
def test_every_way_has_its_turn_in_every_round_and_none_is_always_first(shared, runs, warm_up):
    calls = []
    ways = {name: lambda turn, name=name: calls.append((turn, name)) or turn for name in "abc"}
    found = shared.alternating(ways, runs, warm_up)
    rounds = [list(group) for _, group in itertools.groupby(calls, key=lambda call: call[0])]
    assert [group[0][0] for group in rounds] == list(range(runs + warm_up))
    assert all(sorted(name for _, name in group) == ["a", "b", "c"] for group in rounds)
    assert all(one[0][1] != next_[0][1] for one, next_ in itertools.pairwise(rounds))
    assert list(found) == ["a", "b", "c"]
    for turns in found.values():
        assert turns.warm_up == tuple(range(warm_up))
        assert turns.counted == tuple(range(warm_up, warm_up + runs))


def test_a_machine_that_slows_down_steadily_favours_neither_of_two(shared):
    clock = itertools.count(1)
    found = shared.alternating({name: lambda turn: next(clock) for name in "ab"}, runs=4, warm_up=0)
    assert found["a"].spread().median == found["b"].spread().median


def test_no_runs_are_refused(shared):
    with pytest.raises(ValueError, match="Received: runs=0"):
        shared.alternating({"a": float}, runs=0)


def test_a_command_is_timed_and_one_that_fails_says_why(shared, tmp_path):
    assert shared.seconds_of([sys.executable, "-c", "pass"], tmp_path) > 0
    with pytest.raises(SystemExit, match=r"(?s)exit status 1.*no such thing"):
        shared.seconds_of([sys.executable, "-c", "raise SystemExit('no such thing')"], tmp_path)


# --- rows and reports


def test_a_ratio_is_above_one_where_ours_needs_less(shared):
    spread = shared.Spread.of
    assert shared.Row("x", spread([2]), "peer", spread([6])).ratio == 3
    assert shared.Row("x", spread([6]), "peer", spread([2])).ratio == pytest.approx(1 / 3)


@pytest.mark.parametrize("change", [{"peer": None}, {"less_is_better": False}])
def test_there_is_no_ratio_where_it_would_mean_nothing(shared, report, change):
    row = replace(report.rows[0], **change)
    assert row.ratio is None
    assert shared.cells(row)[-1] == ""


def test_a_report_comes_back_from_its_json(shared, report):
    text = report.to_json()
    assert shared.Report.from_json(text) == report
    assert [row["ratio"] for row in json.loads(text)["rows"]] == [3.5, None, None]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"rows": [{}]}', "null"])
def test_what_is_no_report_is_refused(shared, text):
    with pytest.raises(ValueError, match="expected the JSON of a benchmark"):
        shared.Report.from_json(text)


def test_json_has_what_a_reader_needs_to_doubt_a_figure(report):
    written = json.loads(report.to_json())
    assert {"command", "commit", "date", "machine", "versions", "quick"} <= set(written)
    assert {"processor", "cores", "memory_gib"} <= set(written["machine"])
    assert written["rows"][0]["ours"]["runs"] == [2, 1, 3]


def test_the_command_of_a_report_names_no_file_of_this_machine(shared, monkeypatch):
    monkeypatch.setattr(shared, "machine", lambda: {"busy": None})
    for given in (["--json", "/a/b.json"], ["--json=/a/b.json"]):
        monkeypatch.setattr(sys, "argv", ["/somewhere/bench/startup.py", "--runs", "3", *given])
        assert shared.begun("Question?", False, {}).command == "python bench/startup.py --runs 3"


def test_a_quick_run_says_that_it_means_nothing(shared, report):
    assert not any("QUICK" in line for line in shared.footer(report))
    assert "QUICK" in shared.footer(replace(report, quick=True))[0]


def test_short_times_stand_in_milliseconds_and_other_units_as_they_are(shared):
    assert shared.with_spread(shared.Spread.of([0.25]), "s") == "250 ms"
    assert shared.with_spread(shared.Spread.of([0.25]), "kB") == "0.25 kB"
    assert shared.with_spread(shared.Spread.of([1, 2, 4]), "s") == "2 s (1–4)"


# --- peers


def test_every_peer_has_an_exact_version(peers):
    for peer in peers.PEERS.values():
        assert all(re.fullmatch(r"[\w.-]+==[\w.]+", text) for text in peers.requirements(peer))


def test_peers_that_the_lock_has_are_measured_at_its_versions(peers):
    versions = peers.locked()
    for peer in peers.PEERS.values():
        if peer.all_as_locked:
            assert all(versions[name] == version for name, version in peer.versions.items())


def test_a_peer_is_made_once_and_again_when_its_table_changes(peers, monkeypatch, tmp_path):
    made = []

    def install(peer, folder):
        made.append(peer)
        folder.mkdir(exist_ok=True)

    monkeypatch.setattr(peers, "FOLDER", tmp_path)
    monkeypatch.setattr(peers, "_install", install)
    for _ in range(2):
        assert peers.prepared("otter").folder == tmp_path / "otter"
    assert len(made) == 1
    monkeypatch.setitem(peers.PEERS, "otter", replace(peers.PEERS["otter"], packages=("otter-grader==1.0",)))
    assert peers.prepared("otter").versions == {"otter-grader": "1.0"}
    assert len(made) == 2


def test_a_peer_cannot_see_our_sources(peers, monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    variables = peers.Environment(tmp_path, {}).variables()
    assert "PYTHONPATH" not in variables
    assert variables["PATH"].startswith(str(tmp_path / "bin"))


def test_the_plain_book_keeps_every_setting_that_is_not_the_extensions(on_the_path):
    yaml, plain = importlib.import_module("yaml"), importlib.import_module("plain_book")
    text = (ROOT / "_config.yml").read_text(encoding="utf-8")
    ours, theirs = yaml.safe_load(text), plain.without_extension(yaml.safe_load(text))
    lost = set(ours["sphinx"]["config"]) - set(theirs["sphinx"]["config"])
    assert lost == set(plain.OF_THE_EXTENSION)
    extensions = ours["sphinx"]["config"]["extensions"]
    assert theirs["sphinx"]["config"]["extensions"] == [name for name in extensions if name != "bookext"]
    assert {**ours, "sphinx": None} == {**theirs, "sphinx": None}


# --- RESULTS.md


def test_the_page_is_what_the_committed_json_files_say(results):
    assert results.PAGE.read_text(encoding="utf-8") == results.page(results.reports(results.FOLDER))


def test_committed_json_files_come_from_whole_runs_of_known_scripts(shared):
    for path in (BENCH / "results").glob("*.json"):
        report = shared.Report.from_json(path.read_text(encoding="utf-8"))
        assert report.benchmark == path.stem
        assert path.stem in SCRIPTS
        assert not report.quick


def test_every_figure_commit_and_command_of_the_page_is_a_reports(results, shared, report):
    text = results.page([report])
    for expected in (report.command, report.commit, report.date, "2 s (1–3)", "7 s (6–8)", "3.5", "4 ms"):
        assert expected in text
    other = replace(report, commit="def456", rows=report.rows[:1])
    assert "abc123" not in results.page([other])
    assert results.page([]).endswith(results.NOTHING)


def test_quick_runs_never_reach_the_page(results, report, tmp_path):
    (tmp_path / "startup.json").write_text(replace(report, quick=True).to_json(), encoding="utf-8")
    assert results.reports(tmp_path) == []


def test_the_small_table_has_the_headlines_alone(results, report):
    lines = results.ratios([report]).splitlines()
    assert len(lines) == 3
    assert "starting" in lines[2]
    assert "3.5" in lines[2]


def test_the_small_table_replaces_the_one_between_the_markers_and_nothing_else(results, report):
    page = f"above\n{results.BEGIN}\nold\n{results.END}\nbelow\n"
    once = results.with_block(page, [report])
    assert once == f"above\n{results.block([report])}\nbelow\n"
    assert results.with_block(once, [report]) == once
    with pytest.raises(ValueError, match="expected the lines"):
        results.with_block("no markers", [report])


def test_no_text_of_a_report_breaks_a_table(results, report):
    rows = [line for line in results.page([report]).splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in rows} == {6}


def test_readme_quotes_the_small_table_if_it_has_the_markers(results):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    if results.BEGIN in readme:
        assert results.with_block(readme, results.reports(results.FOLDER)) == readme
