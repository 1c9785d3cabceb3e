"""Exports as the learning management systems write them, one small writer a system.

A writer gets what each student handed in, by id and file name, and puts the system's names round it.
"""

import bz2
import gzip
import io
import stat
import tarfile
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

Files = Mapping[str, bytes]
Class = Mapping[str, Files]

NUMBERS = {"anna": 101, "bert": 102, "mallory": 103}
ATTACHMENT = 5000


def archive(files: Files | list[tuple[str, bytes]], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as target, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an entry that is there twice
        for name, content in files.items() if isinstance(files, Mapping) else files:
            info = zipfile.ZipInfo(name)  # of 1980: the same files are the same bytes
            info.external_attr = 0o600 << 16
            target.writestr(info, content, compression)
    return data.getvalue()


def tar(files: Files, mode: str = "w:gz", link: str = "") -> bytes:
    data = io.BytesIO()
    packer = {"w": bytes, "w:gz": lambda made: gzip.compress(made, mtime=0), "w:bz2": bz2.compress}[mode]
    with tarfile.open(fileobj=data, mode="w") as target:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            target.addfile(info, io.BytesIO(content))
        if link:
            info = tarfile.TarInfo("link")
            info.type, info.linkname = tarfile.SYMTYPE, link
            target.addfile(info)
    return packer(data.getvalue())


def zip_link(name: str, to: str) -> bytes:
    """A zip archive with one symbolic link."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as target:
        info = zipfile.ZipInfo(name)
        info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        target.writestr(info, to)
    return data.getvalue()


def packed(folder: Path, files: Files | list[tuple[str, bytes]], name: str = "export.zip") -> Path:
    path = folder / name
    path.write_bytes(archive(files))
    return path


def spread(folder: Path, files: Files) -> Path:
    """The same files in a folder."""
    for name, content in files.items():
        path = folder / "export" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder / "export"


def moodle(klass: Class) -> dict[str, bytes]:
    return {
        f"{student.title()} Lee_{NUMBERS[student]}_assignsubmission_file_/{name}": data
        for student, files in klass.items()
        for name, data in files.items()
    }


def moodle_flat(klass: Class) -> dict[str, bytes]:
    return {
        f"{student.title()} Lee_{NUMBERS[student]}_assignsubmission_file_{name}": data
        for student, files in klass.items()
        for name, data in files.items()
    }


def canvas(klass: Class) -> dict[str, bytes]:
    entries = [(student, name, data) for student, files in klass.items() for name, data in files.items()]
    return {
        f"{student}_{NUMBERS[student]}_{ATTACHMENT + i}_{name}": data
        for i, (student, name, data) in enumerate(entries)
    }


def blackboard(klass: Class, time: str = "2026-01-30-15-00-00") -> dict[str, bytes]:
    made = {}
    for student, files in klass.items():
        made[f"Problem Set_{student}_attempt_{time}.txt"] = b"Name: somebody\n"
        made |= {f"Problem Set_{student}_attempt_{time}_{name}": data for name, data in files.items()}
    return made


def brightspace(klass: Class, time: str = "Jan 30, 2026 305 PM") -> dict[str, bytes]:
    made = {"index.html": b"<table></table>"}
    for student, files in klass.items():
        folder = f"{NUMBERS[student]}-77 - {student.title()} Lee - {time}"
        made |= {f"{folder}/{name}": data for name, data in files.items()}
    return made


def brightspace_flat(klass: Class, time: str = "Jan 30, 2026 305 PM") -> dict[str, bytes]:
    return {
        f"{NUMBERS[student]}-77 - {student.title()} Lee - {time} - {name}": data
        for student, files in klass.items()
        for name, data in files.items()
    }


def nbgrader(klass: Class, name: str = "tiny") -> dict[str, bytes]:
    return {
        f"{student}/{name}/{file}": data for student, files in klass.items() for file, data in files.items()
    }


def folders(klass: Class) -> dict[str, bytes]:
    return {f"{student}/{file}": data for student, files in klass.items() for file, data in files.items()}


def zips(klass: Class) -> dict[str, bytes]:
    return {f"{student}.zip": archive(files) for student, files in klass.items()}


def by_name(student: str) -> str:
    return student


def by_number(student: str) -> str:
    return str(NUMBERS[student])


WRITERS: dict[str, tuple[Callable[[Class], dict[str, bytes]], Callable[[str], str]]] = {
    "moodle": (moodle, by_number),
    "moodle, flat": (moodle_flat, by_number),
    "canvas": (canvas, by_name),
    "blackboard": (blackboard, by_name),
    "brightspace": (brightspace, by_number),
    "brightspace, flat": (brightspace_flat, by_number),
    "nbgrader": (nbgrader, by_name),
    "folders": (folders, by_name),
    "zips": (zips, by_name),
}
"""Each system's writer, and the id that a student has in the course."""
