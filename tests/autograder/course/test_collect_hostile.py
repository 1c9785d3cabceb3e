"""Bombs, names and archives that do harm: that student is told, everybody else is collected."""

import os
import struct
import zipfile
import zlib
from dataclasses import replace

import pytest
from exports import WRITERS, archive, packed, spread, tar, zip_link

from autograder.course.collect import collect
from autograder.course.collect.bounds import Bounds
from autograder.course.errors import CourseError
from autograder.course.plain_text import visible

BOOK = b'{"cells": []}'
SMALL = Bounds(file=20_000, student=50_000, files=20, folders=5, ratio_from=1_000, export=10_000_000)


def tree(folder):
    """Every path below a folder but the note on what was collected, with the sizes."""
    return {p: p.lstat().st_size for p in folder.rglob("*") if p.name != "collected.json"}


def lying(name: str, content: bytes) -> bytes:
    """A zip archive whose headers say that its entry is one byte long."""
    data = bytearray(archive({name: content}))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.index(signature)
        struct.pack_into("<L", data, at + offset, 1)
    return bytes(data)


def overlapping(number: int, content: bytes) -> bytes:
    """A zip archive with many entries that are one and the same compressed content."""
    one = archive({"a": content})
    central = one.index(b"PK\x01\x02")
    end = one.index(b"PK\x05\x06")
    entry = bytearray(one[central:end])
    listed = b"".join(bytes(entry).replace(b"a", bytes([98 + i % 20]), 1) for i in range(number))
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, number, number, len(listed), central, 0)
    return one[:central] + listed + tail


HARM = {
    "a large file": {"tiny.ipynb": b"x" * 20_001},
    "large together": {f"{i}.bin": os.urandom(19_000) for i in range(4)} | {"tiny.ipynb": BOOK},
    "many files": {f"{i}.txt": b"" for i in range(30)} | {"tiny.ipynb": BOOK},
    "deep folders": {"a/b/c/d/e/f/g.txt": b"", "tiny.ipynb": BOOK},
    "a bomb": {"bomb.zip": archive({"tiny.ipynb": bytes(15_000)})},
    "bombs in bombs": {
        "bomb.zip": archive({f"{i}.zip": archive({"tiny.ipynb": os.urandom(15_000)}) for i in range(5)})
    },
    "a tar bomb": {
        "bomb.tar.gz": tar({"tiny.ipynb": bytes(19_000), **{f"{i}": bytes(19_000) for i in range(3)}})
    },
    "a tar of zeros": {
        "bomb.tar.gz": zlib.compress(b"")[:0] or tar({f"{i}": bytes(15_000) for i in range(9)})
    },
}


@pytest.mark.parametrize("where", ["zip", "folder"])
@pytest.mark.parametrize("kind", HARM)
def test_what_exceeds_a_bound_is_told_and_nothing_of_it_stays(released, tmp_path, kind, where):
    files = {f"mallory/{name}": data for name, data in HARM[kind].items()} | {"zoe/tiny.ipynb": BOOK}
    origin = packed(tmp_path, files) if where == "zip" else spread(tmp_path, files)
    collected = collect(released, "tiny", origin, bounds=SMALL)
    assert collected.students == ("zoe",)
    assert "mallory" in str(collected.missed[0])
    submitted = released.path("submitted", "tiny", "x").parents[1]
    assert [path.name for path in submitted.iterdir()] == ["zoe"]


def test_a_bomb_is_stopped_while_it_is_read(released, tmp_path):
    bomb = archive({"tiny.ipynb": bytes(150_000_000)})
    collected = collect(released, "tiny", packed(tmp_path, {"mallory.zip": bomb, "zoe.ipynb": BOOK}))
    assert collected.students == ("zoe",)
    assert "times its size" in str(collected.missed[0])


def test_a_zip_of_a_megabyte_does_not_become_a_gigabyte(released, tmp_path):
    bomb = archive({f"{i}.bin": bytes(9_000_000) for i in range(130)} | {"tiny.ipynb": BOOK})
    assert len(bomb) < 1_300_000
    collected = collect(released, "tiny", packed(tmp_path, {"mallory.zip": bomb, "zoe.ipynb": BOOK}))
    assert collected.students == ("zoe",)


def test_the_size_that_an_archive_declares_is_not_believed(released, tmp_path):
    files = {"mallory/x.zip": lying("tiny.ipynb", b"y" * 30_000), "zoe/tiny.ipynb": BOOK}
    collected = collect(released, "tiny", packed(tmp_path, files), bounds=SMALL)
    assert collected.students == ("zoe",)


def test_entries_that_share_their_content_count_each(released, tmp_path):
    files = {"mallory/x.zip": overlapping(60, os.urandom(15_000)), "zoe/tiny.ipynb": BOOK}
    collected = collect(released, "tiny", packed(tmp_path, files), bounds=SMALL)
    assert collected.students == ("zoe",)


@pytest.mark.parametrize("name", ["x.zip", "x.tar.gz"])
@pytest.mark.parametrize("bounds", [replace(SMALL, members=50), replace(SMALL, members=50, listing=2_000)])
def test_an_archive_of_empty_entries_is_bounded(released, tmp_path, name, bounds):
    inner = {f".git/{i}/": b"" for i in range(60)} | {"tiny.ipynb": BOOK}
    data = archive(inner) if name == "x.zip" else tar(inner)
    files = {f"mallory/{name}": data, "zoe/tiny.ipynb": BOOK}
    collected = collect(released, "tiny", packed(tmp_path, files), bounds=bounds)
    assert collected.students == ("zoe",)
    assert "more than 50 entries" in str(collected.missed[0])


def test_the_export_as_a_whole_is_bounded(released, tmp_path):
    files = {f"s{i}/tiny.ipynb": os.urandom(15_000) for i in range(9)}
    collected = collect(released, "tiny", packed(tmp_path, files), bounds=replace(SMALL, export=50_000))
    assert collected.students == ("s0", "s1", "s2")
    assert all("export" in str(missed) for missed in collected.missed)


def test_an_export_of_too_many_files_is_refused(released, tmp_path):
    for origin in (
        packed(tmp_path, {f"{i}/a": b"" for i in range(9)}),
        spread(tmp_path, {f"{i}/a": b"" for i in range(9)}),
    ):
        with pytest.raises(CourseError, match="Split the export"):
            collect(released, "tiny", origin, bounds=replace(SMALL, entries=8))


SLIPS = (
    "../zoe/tiny/tiny.ipynb",
    "/zoe/tiny.ipynb",
    "..\\..\\zoe\\tiny.ipynb",
    "C:/zoe.ipynb",
    "a/../../zoe.ipynb",
)


@pytest.mark.parametrize("name", SLIPS)
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_a_path_out_of_a_students_archive_leads_nowhere(released, tmp_path, name, kind):
    pack = archive if kind == "zip" else tar
    inner = pack({name: b"stolen", "tiny.ipynb": BOOK})
    suffix = "zip" if kind == "zip" else "tar.gz"
    files = {f"mallory/work.{suffix}": inner, "zoe/tiny.ipynb": BOOK}
    before = set(tree(tmp_path))
    collected = collect(released, "tiny", packed(tmp_path, files))
    assert collected.students == ("zoe",)
    assert "not safe to unpack" in str(collected.missed[0])
    new = set(tree(tmp_path)) - before - {tmp_path / "export.zip"}
    assert {path for path in new if path.is_file()} == {
        released.path("submitted", "tiny", "zoe") / "tiny.ipynb"
    }


@pytest.mark.parametrize("kind", ["zip", "tar", "folder"])
def test_links_are_not_followed(released, tmp_path, kind):
    secret = tmp_path / "secret.txt"
    secret.write_text("only mine", encoding="utf-8")
    if kind == "folder":
        origin = spread(tmp_path, {"mallory/tiny.ipynb": BOOK})
        (origin / "mallory" / "link").symlink_to(secret)
        (origin / "mallory" / "all").symlink_to(tmp_path)
    else:
        inner = (
            zip_link("link", str(secret)) if kind == "zip" else tar({"tiny.ipynb": BOOK}, link=str(secret))
        )
        files = {f"mallory/x.{'zip' if kind == 'zip' else 'tar.gz'}": inner, "mallory/tiny.ipynb": BOOK}
        origin = packed(tmp_path, files)
    collected = collect(released, "tiny", origin)
    for path in released.path("submitted", "tiny", "mallory").rglob("*"):
        assert not path.is_symlink()
        assert path.is_dir() or b"only mine" not in path.read_bytes()
    if kind != "zip":  # there the archive has no notebook, and is kept unopened
        assert any("link" in line for line in collected.lost)


def encrypted(data: bytes) -> bytes:
    changed = bytearray(data)
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = changed.index(signature)
        changed[at + offset] |= 1
    return bytes(changed)


def of_unknown_method(data: bytes) -> bytes:
    changed = bytearray(data)
    for signature, offset in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        struct.pack_into("<H", changed, changed.index(signature) + offset, 97)
    return bytes(changed)


def not_utf8(data: bytes) -> bytes:
    changed = bytearray(data.replace(b"tiny.ipynb", b"t\xff\xfey.ipynb"))
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        changed[changed.index(signature) + offset + 1] |= 8
    return bytes(changed)


def flipped(data: bytes) -> bytes:
    changed = bytearray(data)
    changed[45] ^= 255
    return bytes(changed)


BROKEN = {
    "encrypted": encrypted,
    "a method nobody knows": of_unknown_method,
    "a bit changed": flipped,
    "cut": lambda data: data[:-30],
    "empty": lambda data: b"",
    "a page": lambda data: b"<html>Please log in</html>",
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_archive_is_its_owners_loss(released, tmp_path, kind):
    inner = BROKEN[kind](archive({"tiny.ipynb": BOOK * 20}))
    collected = collect(released, "tiny", packed(tmp_path, {"mallory.zip": inner, "zoe.ipynb": BOOK}))
    assert collected.students == ("zoe",)
    assert "mallory.zip" in str(collected.missed[0]) or "tiny.ipynb" in str(collected.missed[0])


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_tar_archive_is_its_owners_loss(released, tmp_path, kind):
    inner = tar({"tiny.ipynb": BOOK * 20})
    inner = BROKEN[kind](inner) if kind in ("cut", "empty", "a page", "a bit changed") else inner[5:]
    collected = collect(released, "tiny", packed(tmp_path, {"mallory.tar.gz": inner, "zoe.ipynb": BOOK}))
    assert collected.students == ("zoe",)


def test_a_name_that_is_no_utf8_keeps_nobodys_work_back(released, tmp_path):
    inner = not_utf8(archive({"tiny.ipynb": BOOK}))
    outer = archive([("anna.zip", inner), ("tiny.ipynb", BOOK), ("zoe.ipynb", BOOK)])
    (tmp_path / "export.zip").write_bytes(outer)
    assert collect(released, "tiny", tmp_path / "export.zip").students == ("anna", "zoe")
    flagged = bytearray(archive([("tiny.ipynb", BOOK), ("zoe.ipynb", BOOK)]))
    (tmp_path / "export.zip").write_bytes(not_utf8(bytes(flagged)))
    collected = collect(released, "tiny", tmp_path / "export.zip")
    assert "zoe" in collected.students
    assert len(collected.students) == 2


def test_tar_headers_without_end_are_its_owners_loss(released, tmp_path):
    def header(kind: bytes, size: int) -> bytes:
        block = bytearray(512)
        block[:10], block[100:108], block[108:116], block[116:124] = (
            b"././@LongL",
            b"0000644\0",
            b"0000000\0",
            b"0000000\0",
        )
        block[124:136], block[136:148] = f"{size:011o}\0".encode(), b"00000000000\0"
        block[148:156], block[156:157], block[257:263] = b" " * 8, kind, b"ustar "
        block[148:156] = f"{sum(block):06o}\0 ".encode()
        return bytes(block)

    inner = (header(b"L", 10) + b"a" * 10 + bytes(502)) * 3000
    collected = collect(released, "tiny", packed(tmp_path, {"mallory.tar": inner, "zoe.ipynb": BOOK}))
    assert collected.students == ("zoe",)
    assert len(collected.missed) == 1


BAD_IDS = (
    "an\nna",
    "an\rna",
    "an\x1b[31mna",
    "an\u202ena",
    "an\u2028na",
    "an\x7fna",
    "x" * 251,
    "\u00e9" * 126,
    ".anna",
)


@pytest.mark.parametrize("student", BAD_IDS)
@pytest.mark.parametrize("system", ["folders", "zips"])
def test_an_id_that_does_harm_is_told_on_one_line(released, tmp_path, student, system):
    files = WRITERS[system][0]({student: {"tiny.ipynb": BOOK}, "zoe": {"tiny.ipynb": BOOK}})
    collected = collect(released, "tiny", packed(tmp_path, files))
    assert collected.students == ("zoe",)
    (line,) = map(str, collected.missed)
    assert line == visible(line)
    assert len(line) < 1000


GOOD_IDS = (
    *(
        "=1+1",
        "[anna]",
        "o'neil",
        "Anna Lee",
        "anna@school.edu",
        "anna+lee",
        "Jürgen",
        "李",
        "a" * 250,
        "CON",
    ),
    *("-rf", "%s", "{0}", "*", "anna.lee", "a:b", "\u0645\u06cc\u200c\u062e", "🎓"),
)


@pytest.mark.parametrize("student", GOOD_IDS)
def test_an_odd_id_stays_as_it_is(released, tmp_path, student):
    files = {f"{student}/tiny.ipynb": BOOK, "zoe/tiny.ipynb": BOOK}
    collected = collect(released, "tiny", packed(tmp_path, files))
    assert set(collected.students) == {student, "zoe"}
    assert student in released.students("submitted", "tiny")
    assert (released.path("submitted", "tiny", student) / "tiny.ipynb").read_bytes() == BOOK


BAD_NAMES = ("a\nb.csv", "a\x1bb.csv", "a\u202eb.csv", "x" * 300 + ".csv", "é" * 200 + ".csv")


@pytest.mark.parametrize("name", BAD_NAMES)
@pytest.mark.parametrize("system", ["canvas", "folders", "zips"])
def test_a_files_name_that_does_harm_is_changed_and_told(released, tmp_path, name, system):
    klass = {"anna": {"tiny.ipynb": BOOK, name: b"1"}, "bert": {"tiny.ipynb": BOOK}}
    collected = collect(released, "tiny", packed(tmp_path, WRITERS[system][0](klass)))
    assert collected.students == ("anna", "bert")
    assert collected.passed_over
    assert all(line == visible(line) for line in collected.passed_over)
    for path in released.path("submitted", "tiny", "anna").iterdir():
        assert path.name.isprintable()
        assert len(os.fsencode(path.name)) <= 255


def test_a_nul_in_a_name_hides_nothing(released, tmp_path):
    inner = archive({"tiny.ipynb": BOOK, "dataX.ipynb": b"1"}).replace(b"dataX", b"data\0")
    outer = archive({"zoe.ipynb": BOOK, "maliX.ipynb": BOOK, "anna.zip": inner}).replace(b"maliX", b"mali\0")
    (tmp_path / "export.zip").write_bytes(outer)
    collected = collect(released, "tiny", tmp_path / "export.zip")
    assert collected.students == ("anna", "zoe")
    assert sum("NUL" in line or "mali" in line for line in collected.passed_over) >= 2


def test_names_of_a_folder_that_are_no_text_are_told(released, tmp_path):
    origin = spread(tmp_path, {"zoe/tiny.ipynb": BOOK, "anna/tiny.ipynb": BOOK})
    for name in (b"m\xffllory/tiny.ipynb", b"anna/d\xffta.csv"):
        path = os.path.join(os.fsencode(origin), name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(b"1")
    collected = collect(released, "tiny", origin)
    assert collected.students == ("anna", "zoe")
    assert all(line == visible(line) for line in collected.passed_over)
    assert "\\udcff" in str(collected.missed[0])


@pytest.mark.parametrize("names", [("Data.csv", "data.csv"), ("Jos\u00e9.csv", "Jose\u0301.csv")])
def test_names_that_some_disks_take_for_one_are_kept_and_told(released, tmp_path, names):
    inner = archive({"tiny.ipynb": BOOK, names[0]: b"1", names[1]: b"2"})
    collected = collect(released, "tiny", packed(tmp_path, {"anna.zip": inner}))
    assert (released.path("submitted", "tiny", "anna") / names[1]).read_bytes() == b"2"
    assert "differ" in collected.notes[0]


@pytest.mark.parametrize("name", ["aux.py", "con", "a:b.csv", "what?.csv", "end."])
def test_names_that_windows_does_not_have_are_told(released, tmp_path, name):
    origin = spread(tmp_path, {"anna/tiny.ipynb": BOOK, f"anna/{name}": b"1"})
    collected = collect(released, "tiny", origin)
    assert (released.path("submitted", "tiny", "anna") / name).read_bytes() == b"1"
    assert any("Windows" in note for note in collected.notes)


def test_an_entry_that_is_there_twice_in_a_students_archive_is_told(released, tmp_path):
    inner = archive([("tiny.ipynb", b"first"), ("tiny.ipynb", b"last")])
    collected = collect(released, "tiny", packed(tmp_path, {"anna.zip": inner}))
    assert (released.path("submitted", "tiny", "anna") / "tiny.ipynb").read_bytes() == b"last"
    assert any("twice" in note for note in collected.notes)


def test_a_file_that_may_not_be_read_is_told(released, tmp_path, monkeypatch):
    origin = spread(tmp_path, {"anna/tiny.ipynb": BOOK, "bert/tiny.ipynb": BOOK})
    (origin / "bert" / "tiny.ipynb").unlink()
    os.mkfifo(origin / "bert" / "tiny.ipynb")
    collected = collect(released, "tiny", origin)
    assert collected.students == ("anna",)
    assert "plain file" in str(collected.missed[0])


def test_another_kind_of_archive_as_export_is_refused(released, tmp_path):
    origin = tmp_path / "export.tar.gz"
    origin.write_bytes(tar({"anna.ipynb": BOOK}))
    with pytest.raises(CourseError, match="give the folder"):
        collect(released, "tiny", origin)


def test_one_encrypted_entry_of_the_export_is_told(released, tmp_path):
    origin = tmp_path / "export.zip"
    origin.write_bytes(encrypted(archive([("mallory.ipynb", BOOK), ("zoe.ipynb", BOOK)])))
    with zipfile.ZipFile(origin) as made:
        locked = [info.filename for info in made.infolist() if info.flag_bits & 1]
    collected = collect(released, "tiny", origin)
    assert set(collected.students) == {"mallory", "zoe"} - {name.removesuffix(".ipynb") for name in locked}
    assert "encrypted" in str(collected.missed[0])
