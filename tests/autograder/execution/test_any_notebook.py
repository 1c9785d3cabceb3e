"""Any JSON in place of any part of a submission, and anything that a process may say that a cell showed.

FUZZ_EXAMPLES sets how many of each are tried.
"""

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from written import CLIP_TEST, POWER_TEST, code, course, notebook, solution, text

from autograder.course import outside
from autograder.course.folders import Course
from autograder.course.notebooks import NotANotebook, read_cells, text_of
from autograder.course.renamed import assigned
from autograder.grading import notebook as grading
from autograder.grading.journal import Entry, Journal
from autograder.grading.outputs import Shown
from autograder.grading.restore import restore
from autograder.records import CellResult, Result
from autograder.sandbox import protocol
from autograder.sandbox.channel import decoder

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "150"))
fuzzed = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

SOURCE = course()
VALID = json.loads(course(before=(text("Mine."), code("x = 1"))))
VALID["cells"][1] |= {"attachments": {"p.png": {"image/png": "AAAA"}}, "id": "one"}
VALID["cells"][2]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["1\n"]}]
WORDS = [
    *("code", "markdown", "raw", "power", "clip", "test-power", "test-clip", "image/png", "cells", "source"),
    *("nbgrader", "grade_id", "grade", "solution", "locked", "points", "tags", "metadata", "cell_type", "id"),
    *("\ud800", "\udfff\ud800", "\0", "\x1b[31m", "[/b]", "é" * 50, "x" * 5000, "", "-1", "NaN"),
]
TEXT = st.sampled_from(WORDS) | st.text(st.characters(), max_size=12)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -(2**64), float("nan"), float("inf"), -0.0, 1e308])
    | st.floats()
    | TEXT
)


def nested(depth):
    made = []
    for _ in range(depth):
        made = [made]
    return made


VALUES = st.recursive(
    LEAVES | st.integers(1, 900).map(nested),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def paths(value, here=()):
    """Where in a structure there is something to replace."""
    yield here
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from paths(item, (*here, key))


PATHS = list(paths(VALID))


def replaced(value, path, by):
    if not path:
        return by
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], by)
    return copy


@st.composite
def submissions(draw):
    """A valid submission with some of its parts replaced, in some encoding, perhaps cut."""
    made = VALID
    for path in draw(st.lists(st.sampled_from(PATHS), max_size=3, unique=True)):
        try:
            made = replaced(made, path, draw(VALUES))
        except (KeyError, IndexError, TypeError):
            continue  # an earlier replacement took the place away
    ascii_only = draw(st.booleans())
    raw = json.dumps(made, ensure_ascii=ascii_only).encode(
        draw(st.sampled_from(["utf-8", "utf-8", "utf-16", "utf-32-le"])), "surrogatepass"
    )
    cut = draw(st.none() | st.integers(0, len(raw)))
    return raw if cut is None else raw[:cut]


@given(submissions() | st.binary(max_size=200))
@fuzzed
def test_any_file_becomes_a_plan_with_every_test_or_a_reason(raw):
    try:
        plan, reason = restore(raw, SOURCE), ""
    except NotANotebook as error:
        plan, reason = None, str(error)
    assert reason.isprintable()
    if plan is None:
        return
    named = {cell.grade_id: cell for cell in plan.cells if cell.grade_id}
    assert len(named) == sum(bool(cell.grade_id) for cell in plan.cells) == 4
    assert (named["test-power"].source, named["test-clip"].source) == (POWER_TEST, CLIP_TEST)
    order = [cell.grade_id for cell in plan.cells if cell.kind == "test"]
    assert order == ["test-power", "test-clip"]
    made = grading._notebook(plan, {})
    text_of(made).encode()
    assert outside.data(json.loads(json.dumps(made))) == made


@given(st.lists(submissions(), max_size=3))
@fuzzed
def test_any_files_are_given_to_notebooks_at_most_once(contents):
    files = {f"{number}.ipynb": data for number, data in enumerate(contents)}
    found = assigned(files, {"ps": SOURCE, "other": notebook(solution("", "other"))})
    assert set(found.notebooks.values()) <= set(files)
    assert not set(found.notebooks) & set(found.refused)


OUTPUTS = st.lists(
    st.fixed_dictionaries(
        {"output_type": st.just("stream"), "name": st.sampled_from(["stdout", "stderr"]), "text": TEXT}
    )
    | st.fixed_dictionaries(
        {
            "output_type": st.sampled_from(["display_data", "execute_result"]),
            "data": st.dictionaries(TEXT | st.just("application/json"), VALUES, max_size=3),
            "metadata": st.dictionaries(TEXT, VALUES, max_size=2),
        }
    )
    | st.fixed_dictionaries(
        {
            "output_type": st.just("error"),
            "ename": TEXT,
            "evalue": TEXT,
            "traceback": st.lists(TEXT, max_size=4),
        }
    ),
    max_size=6,
)


def received(kind, message):
    """The message as it comes out of a channel; None if it is refused there."""
    raw = json.dumps([message, []], ensure_ascii=False).encode("utf-8", "replace")
    try:
        return decoder(kind).decode(raw)[0]
    except (msgspec.MsgspecError, RecursionError):
        return None


@given(OUTPUTS, st.integers(1, 3000), st.sampled_from([protocol.CellRan, protocol.TestRan]))
@fuzzed
def test_what_a_cell_showed_can_be_kept_and_written_within_its_bounds(outputs, limit, kind):
    message = {"type": kind.__name__, "outputs": outputs, "seconds": 0.0}
    ran = received(kind, message)
    if ran is None:
        return
    kept = Shown(limit).kept(ran.outputs)
    made = json.loads(msgspec.json.encode(kept))
    size = len(msgspec.json.encode(made))
    assert size <= 6 * (limit + (1 << 17))
    content = {"cells": [{"cell_type": "code", "source": "", "metadata": {}, "outputs": made}]}
    result = Result((CellResult("t", 1.0, 0.0, "failed", "", "", 0.0),), content, 0.0, "")
    with TemporaryDirectory() as folder:
        journal = Journal(Course(Path(folder), None), "ps")
        journal.finish(Entry("anna", "digest", {"ps": result}))
        (entry,) = journal.finished()
    assert entry.results["ps"] == result
    written = text_of(entry.results["ps"].notebook).encode()
    assert len(read_cells(written)) == 1


@given(VALUES, st.integers(0, 500))
@fuzzed
def test_data_from_outside_is_bounded(value, most):
    made = outside.data(value, most)
    assert len(json.dumps(made, ensure_ascii=False, allow_nan=False).encode()) >= 0
    assert depth(made) <= outside.DEEPEST + 1
    assert outside.data(made) == made or most < 500


def depth(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(depth, inner), default=0) if isinstance(value, dict | list) else 0


LARGE = {
    "lists": b'{"cells":[' + b"[]," * 7_000_000 + b"[]]}",
    "lists in metadata": b'{"cells":[{"cell_type":"code","source":"","metadata":{"x":['
    + b"[]," * 7_000_000
    + b"[]]}}]}",
    "lines": b'{"cells":[{"cell_type":"code","metadata":{},"source":[' + b'"a",' * 7_000_000 + b'"a"]}]}',
    "cells": b'{"cells":[' + b'{"cell_type":0,"source":0,"metadata":0},' * 500_000 + b"1]}",
    "outputs": b'{"cells":[{"cell_type":"code","metadata":{},"source":"1","outputs":[NaN'
    + b",[]" * 7_000_000
    + b"]}]}",
}


@pytest.mark.slow
@pytest.mark.parametrize("raw", LARGE.values(), ids=LARGE)
def test_reading_a_large_file_takes_memory_in_proportion_to_its_size(raw):
    import tracemalloc

    tracemalloc.start()
    try:
        read_cells(raw)
    except NotANotebook:
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 10 * len(raw)
