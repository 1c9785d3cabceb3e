"""Submissions from what a learning management system exports."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from tiny_course import RIGHT, answer

from autograder.course.collect import collect
from autograder.course.errors import CourseError


@pytest.fixture
def notebook(released) -> bytes:
    return json.dumps(answer(released, RIGHT)).encode()


def archive(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as target:
        for name, content in files.items():
            target.writestr(name, content)
    return data.getvalue()


def packed(folder: Path, files: dict[str, bytes]) -> Path:
    path = folder / "export.zip"
    path.write_bytes(archive(files))
    return path


NAMES = {
    "nbgrader": ("anna/tiny/tiny.ipynb", "bert/tiny/tiny.ipynb"),
    "a folder each": ("anna/tiny.ipynb", "bert/my work.ipynb"),
    "a folder each, wrapped": ("export/anna/tiny.ipynb", "export/bert/tiny.ipynb"),
    "deep folders": ("anna/work/tiny.ipynb", "bert/tiny.ipynb"),
    "one file each": ("anna.ipynb", "bert.ipynb"),
    "one file each in a folder": ("all/anna.ipynb", "all/bert.ipynb"),
    "student and notebook": ("anna_tiny.ipynb", "bert_tiny.ipynb"),
    "Moodle, folders": (
        "Anna Lee_anna_1_assignsubmission_file_/tiny.ipynb",
        "Bert Lee_2_assignsubmission_file_/tiny.ipynb",
    ),
    "Moodle, files": (
        "Anna Lee_1_assignsubmission_file_tiny.ipynb",
        "Bert Lee_2_assignsubmission_file_tiny.ipynb",
    ),
    "Canvas": ("anna_11_22_tiny.ipynb", "bert_LATE_12_23_tiny-1.ipynb"),
    "Blackboard": (
        "tiny_anna_attempt_2026-01-30-15-00-00_tiny.ipynb",
        "tiny_bert_attempt_2026-01-30-15-00-00_tiny.ipynb",
    ),
}


@pytest.mark.parametrize("system", NAMES)
def test_each_students_notebook_is_found(released, tmp_path, notebook, system):
    files = {name: notebook + str(i).encode() for i, name in enumerate(NAMES[system])}
    expected = ("1", "2") if system.startswith("Moodle") else ("anna", "bert")
    collected = collect(released, "tiny", packed(tmp_path, files))
    assert collected.students == expected
    assert collected.passed_over == ()
    for i, student in enumerate(expected):
        path = released.path("submitted", "tiny", student) / "tiny.ipynb"
        assert path.read_bytes() == notebook + str(i).encode()


@pytest.mark.parametrize("system", NAMES)
def test_a_folder_is_read_as_its_archive_is(released, tmp_path, notebook, system):
    for name in NAMES[system]:
        path = tmp_path / "export" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(notebook)
    assert len(collect(released, "tiny", tmp_path / "export").students) == 2


def test_archives_in_an_archive_are_opened(released, tmp_path, notebook):
    inner = archive({"tiny.ipynb": notebook, "__MACOSX/._tiny.ipynb": b"x", "notes.txt": b"x"})
    collected = collect(released, "tiny", packed(tmp_path, {"anna/work.zip": inner, "bert.zip": inner}))
    assert collected.students == ("anna", "bert")


def test_the_latest_attempt_counts_and_its_time_is_kept(released, tmp_path, notebook):
    name = "tiny_anna_attempt_2026-0{}-30-15-00-00_tiny.ipynb"
    files = {name.format(m): notebook + str(m).encode() for m in (3, 1)}
    collected = collect(released, "tiny", packed(tmp_path, files))
    folder = released.path("submitted", "tiny", "anna")
    assert (folder / "tiny.ipynb").read_bytes().endswith(b"3")
    assert (folder / "timestamp.txt").read_text(encoding="utf-8").strip() == "2026-03-30 15:00:00 UTC"
    assert len(collected.passed_over) == 1


def test_an_earlier_submission_is_replaced_as_a_whole(released, tmp_path, notebook):
    folder = released.path("submitted", "tiny", "anna")
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text("2020-01-01 00:00:00 UTC", encoding="utf-8")
    collect(released, "tiny", packed(tmp_path, {"anna.ipynb": notebook}))
    assert [path.name for path in folder.iterdir()] == ["tiny.ipynb"]


def test_a_pattern_of_ones_own_is_used(released, tmp_path, notebook):
    pattern = r"hw-(?P<timestamp>[\d-]+)-(?P<student_id>\w+)"
    origin = packed(tmp_path, {"hw-2026-01-30-15-00-00-anna.ipynb": notebook, "other.ipynb": notebook})
    collected = collect(released, "tiny", origin, pattern)
    assert collected.students == ("anna",)
    assert collected.passed_over == ("other.ipynb: whose it is cannot be told from its name",)


@pytest.mark.parametrize("pattern", ["(", "(?P<student>x)"])
def test_a_pattern_that_cannot_be_used_is_refused(released, tmp_path, notebook, pattern):
    with pytest.raises(CourseError, match="pattern"):
        collect(released, "tiny", packed(tmp_path, {"anna.ipynb": notebook}), pattern)


@pytest.mark.parametrize(
    "name", ["../../anna/tiny.ipynb", "/anna/tiny.ipynb", "..\\anna.ipynb", "C:/anna.ipynb"]
)
def test_a_path_out_of_the_archive_is_refused(released, tmp_path, notebook, name):
    before = sorted(tmp_path.rglob("*"))
    origin = packed(tmp_path, {"bert.ipynb": notebook, name: notebook})
    with pytest.raises(CourseError, match="not safe to unpack"):
        collect(released, "tiny", origin)
    assert sorted(tmp_path.rglob("*")) == sorted([*before, origin])


@pytest.mark.parametrize("damage", ["cut short", "not an archive", "a byte changed"])
def test_a_damaged_archive_is_refused(released, tmp_path, notebook, damage):
    origin = packed(tmp_path, {"anna.ipynb": notebook * 3})
    data = bytearray(origin.read_bytes())
    data[200] ^= 255
    changed = {
        "cut short": bytes(data[:100]),
        "not an archive": b"PK" + notebook,
        "a byte changed": bytes(data),
    }
    origin.write_bytes(changed[damage])
    with pytest.raises(CourseError, match="damaged"):
        collect(released, "tiny", origin)


def test_one_students_damaged_archive_keeps_nobody_back(released, tmp_path, notebook):
    files = {"anna.ipynb": notebook, "bert.zip": b"PK\3\4 nothing"}
    collected = collect(released, "tiny", packed(tmp_path, files))
    assert collected.students == ("anna",)
    assert "bert.zip" in collected.passed_over[0]


def test_archives_nested_without_end_are_left(released, tmp_path, notebook):
    data = notebook
    for _ in range(6):
        data = archive({"x.zip": data})
    collected = collect(released, "tiny", packed(tmp_path, {"anna.ipynb": notebook, "bert.zip": data}))
    assert "archives lie in archives" in collected.passed_over[0]


@pytest.mark.parametrize("files", [{}, {"readme.txt": b"x"}])
def test_an_export_without_notebooks_is_refused(released, tmp_path, files):
    with pytest.raises(CourseError, match="holds no notebook"):
        collect(released, "tiny", packed(tmp_path, files))


def test_an_export_that_does_not_exist_is_refused(released, tmp_path):
    with pytest.raises(CourseError, match="does not exist"):
        collect(released, "tiny", tmp_path / "none.zip")


def test_links_in_a_folder_are_not_followed(released, tmp_path, notebook):
    secret = tmp_path / "secret.ipynb"
    secret.write_bytes(notebook)
    folder = tmp_path / "export" / "anna"
    folder.mkdir(parents=True)
    (folder / "tiny.ipynb").symlink_to(secret)
    with pytest.raises(CourseError, match="holds no notebook"):
        collect(released, "tiny", tmp_path / "export")
