"""Any export at all: no exception but ours, nothing written elsewhere, nobody else's work touched.

FUZZ_EXAMPLES says how many exports are tried (300 if it does not): `FUZZ_EXAMPLES=10000 pytest …`.
"""

import io
import os
import shutil
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import exports
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.course.collect import Collected, collect
from autograder.course.collect.bounds import Bounds
from autograder.course.collect.layouts import LAYOUTS
from autograder.course.collect.names import fault_of_id, folded
from autograder.course.errors import CourseError
from autograder.course.folders import Course
from autograder.course.plain_text import visible

# An example with long contents is printed nowhere unless it fails.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "300"))
BOUNDS = Bounds(file=3_000, student=8_000, files=12, folders=6, ratio_from=500, ratio=20)

ORDINARY = ("anna", "bert", "victim", "tiny", "tiny.ipynb", "work.zip", "x.tar.gz", "timestamp.txt", " ")
OF_SYSTEMS = (
    *("_101_5000_", "_assignsubmission_file_", "_attempt_2026-01-30-15-00-00_"),
    "1-2 - A - May 1, 2030 905 AM",
)
ODD = (
    *(
        "Anna",
        "Jos\u00e9",
        "Jose\u0301",
        "\u202e",
        "\n",
        "\0",
        "\\",
        "C:",
        "é" * 130,
        "\ud800",
        ".IPYNB",
        "._a",
    ),
    *("..", ".", "con"),
)
words = st.sampled_from((*ORDINARY, *OF_SYSTEMS, *ODD))
parts = st.one_of(st.lists(words, min_size=1, max_size=4).map("".join), st.text(max_size=12))
names = st.one_of(
    st.lists(parts, min_size=1, max_size=4).map("/".join),
    st.sampled_from(
        ["anna.ipynb", "victim/tiny.ipynb", "bert/tiny/tiny.ipynb", "a_1_2_tiny.ipynb", "victim_tiny.ipynb"]
    ),
)


class Content(bytes):
    """Bytes that are not printed: an example is read by its names."""

    def __repr__(self) -> str:
        return f"<{len(self)} bytes>"


contents = st.one_of(
    st.binary(max_size=60), st.just(b'{"cells": []}'), st.integers(0, 6_000).map(bytes), st.just(b"PK\3\4")
).map(Content)


def encodable(name: str) -> str:
    """The name as a zip archive can hold it."""
    return name.encode("utf-8", "replace").decode()


def packed_any(files: list[tuple[str, bytes]], flips: list[int]) -> bytes:
    """A zip archive, or the same as tar where the content cannot be zipped, with some bytes changed."""
    data = bytearray(exports.archive([(encodable(name) or "x", content) for name, content in files]))
    for at in flips:
        data[at % len(data)] ^= 1 + at % 255
    return Content(data)


def archives(inside: st.SearchStrategy) -> st.SearchStrategy:
    files = st.lists(st.tuples(names, inside), max_size=4)
    flips = st.one_of(st.just([]), st.lists(st.integers(0, 2**16), max_size=3))
    tars = files.map(
        lambda found: Content(exports.tar({encodable(n).replace("\0", ""): c for n, c in found}))
    )
    return st.one_of(st.builds(packed_any, files, flips), tars)


nested = st.recursive(contents, archives, max_leaves=6)


def handed_in(system: str) -> st.SearchStrategy:
    """An export of a system in which one student hands in what they like."""
    write, _ = exports.WRITERS[system]
    flat = "flat" in system or system in ("canvas", "blackboard")
    own = names.map(lambda name: name.replace("/", "_").replace("\\", "_") if flat else name)
    files = st.dictionaries(own.map(encodable).filter(bool), nested, min_size=1, max_size=4)
    return files.map(lambda files: (system, write({"anna": {"tiny.ipynb": b"anna's"}, "mallory": files})))


@dataclass
class Place:
    """A course in which the students `anna` and `victim` have handed in, and what lies in it."""

    course: Course
    origin: Path
    before: dict[Path, bytes] = field(default_factory=dict)

    def submitted(self, student: str) -> Path:
        return self.course.path("submitted", "tiny", student)

    def everything(self) -> dict[Path, bytes]:
        """Content of every file beside the export, by path."""
        found = {}
        for here, _, files in os.walk(self.course.root.parent):
            for path in (Path(here, name) for name in files):
                if path != self.origin:
                    found[path] = path.read_bytes()
        return found

    @property
    def noted(self) -> Path:
        """Where earlier attempts are kept, and what is known of them."""
        return self.course.root / ".autograder" / "tiny"

    def begin(self) -> None:
        shutil.rmtree(self.submitted("x").parents[1], ignore_errors=True)
        shutil.rmtree(self.noted / "attempts", ignore_errors=True)
        (self.noted / "collected.json").unlink(missing_ok=True)
        for student in ("anna", "victim", "101"):
            self.submitted(student).mkdir(parents=True)
            (self.submitted(student) / "tiny.ipynb").write_bytes(b"earlier")
        self.before = self.everything()


@pytest.fixture
def place(released, tmp_path):
    return Place(released, tmp_path / "export.zip")


def collected_or_refused(place: Place, **options) -> Collected | None:
    try:
        return collect(place.course, "tiny", place.origin, bounds=BOUNDS, **options)
    except CourseError:
        return None


def check(place: Place, collected: Collected | None) -> None:
    """What must hold after any call."""
    after, students = place.everything(), collected.students if collected else ()
    assert len({folded(student) for student in students}) == len(students)
    assert not any(map(fault_of_id, students))
    own = [place.submitted(student) for student in students]
    kept = [place.noted / "attempts" / student for student in students]
    for path in after.keys() | place.before.keys():
        if path == place.noted / "collected.json":
            continue
        if not any(path.is_relative_to(folder) for folder in (*own, *kept)):
            assert after.get(path) == place.before.get(path), path
    for folder in own:
        assert any(path.suffix == ".ipynb" for path in folder.iterdir())
    if collected:
        assert all(line == visible(line) for line in collected.passed_over)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(data=st.data())
def test_any_archive_is_collected_or_refused_and_does_no_harm(place, data):
    place.begin()
    place.origin.write_bytes(data.draw(st.one_of(archives(nested), st.binary(max_size=50))))
    layout = data.draw(st.sampled_from(["", "", "", *LAYOUTS]))
    check(place, collected_or_refused(place, layout=layout))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(data=st.data())
def test_whatever_one_student_hands_in_it_is_theirs(place, data):
    place.begin()
    system, files = data.draw(st.sampled_from(sorted(exports.WRITERS)).flatmap(handed_in))
    place.origin.write_bytes(exports.archive(files))
    collected = collected_or_refused(place)
    check(place, collected)
    if collected is None:
        return
    _, id_of = exports.WRITERS[system]
    assert set(collected.students) <= {id_of("anna"), id_of("mallory")}
    if id_of("anna") in collected.students:
        assert (place.submitted(id_of("anna")) / "tiny.ipynb").read_bytes() == b"anna's"


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(files=st.dictionaries(names.map(encodable), contents, min_size=1, max_size=6))
def test_collecting_twice_is_collecting_once(place, files):
    place.begin()
    place.origin.write_bytes(exports.archive({name or "x": data for name, data in files.items()}))
    first = collected_or_refused(place)
    before = place.everything()
    second = collected_or_refused(place)
    assert place.everything() == before
    assert (first is None) == (second is None)
    if first and second:
        assert first.students == second.students
        assert {row.outcome for row in second.rows} <= {"unchanged"}


@settings(max_examples=max(EXAMPLES // 4, 10), deadline=None, suppress_health_check=list(HealthCheck))
@given(files=st.dictionaries(names, contents, min_size=1, max_size=6))
def test_any_folder_is_collected_or_refused_and_does_no_harm(place, files):
    place.begin()
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            parts = [part for part in name.replace("\0", "").split("/") if part not in ("", ".", "..")]
            path = os.path.join(os.fsencode(folder), *(os.fsencode(encodable(part))[:200] for part in parts))
            try:
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "wb") as file:
                    file.write(data)
            except OSError:
                continue  # a file where a folder is, or the folder itself
        place.origin = Path(folder)
        try:
            collected = collect(place.course, "tiny", place.origin, bounds=BOUNDS)
        except CourseError:
            collected = None
        check(place, collected)


def test_the_writers_of_this_test_write_what_is_read(place):
    """Both properties would hold if nothing was ever collected."""
    for system, (write, id_of) in exports.WRITERS.items():
        place.begin()
        place.origin.write_bytes(
            exports.archive(write({"anna": {"tiny.ipynb": b"1"}, "mallory": {"a.ipynb": b"2"}}))
        )
        collected = collected_or_refused(place)
        assert collected, system
        assert set(collected.students) == {id_of("anna"), id_of("mallory")}
        assert zipfile.is_zipfile(io.BytesIO(place.origin.read_bytes()))
