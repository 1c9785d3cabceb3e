"""Archives of students for `autograder collect`: any bytes are unpacked or refused, within bounds.

The first byte says the kind of archive. See README.md for how to run it.
"""

import sys
import tempfile
from pathlib import Path, PurePosixPath

import atheris

with atheris.instrument_imports():
    import bz2  # noqa: F401
    import gzip  # noqa: F401
    import io
    import tarfile
    import zipfile

    from autograder.course.collect.bounds import Bounds, TooMuch, Total
    from autograder.course.collect.claims import Claim
    from autograder.course.collect.origin import Entry
    from autograder.course.collect.sort import sort
    from autograder.course.collect.unpack import Unpacker
    from autograder.course.collect.write import build

BOUNDS = Bounds(file=3_000, student=8_000, files=12, folders=6, ratio_from=500, ratio=20)
SUFFIXES = (".zip", ".tar", ".tar.gz", ".tar.bz2")


def unpack(data: bytes) -> None:
    """One archive from its bytes to the folder of a submission."""
    if not data:
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        packed, place, draft = folder / "packed", folder / "place", folder / "draft"
        place.mkdir()
        packed.write_bytes(data[1:])
        path = PurePosixPath(f"work{SUFFIXES[data[0] % len(SUFFIXES)]}")
        total = Total(BOUNDS)
        try:
            files = [(Entry(path, lambda: packed.open("rb")), Claim(("anna",), ("anna",), path))]
            unpacked = Unpacker(place, total).unpack(files)
        except TooMuch:
            return
        # Nothing beside what was counted, under names of ours, within bounds.
        assert all(path.name.isdigit() for path in place.iterdir())
        assert sum(path.stat().st_size for path in place.iterdir()) <= BOUNDS.student
        if not unpacked.has_notebook:
            return
        sorted_out = sort(unpacked.pieces, ["tiny.ipynb"])
        if not sorted_out.fault:
            build(draft, sorted_out.places, "", False)
            assert (draft / "tiny.ipynb").is_file()
        assert {path.name for path in folder.iterdir()} <= {"packed", "place", "draft"}


def write_seeds(folder: Path) -> None:
    """A good archive of each kind, from which the others are made."""
    files = {"work/tiny.ipynb": b"{}", "work/data/x.csv": b"1" * 100, "../out.txt": b"2"}
    for kind, suffix in enumerate(SUFFIXES):
        for number in range(1, len(files) + 1):
            data = io.BytesIO()
            chosen = list(files.items())[:number]
            if suffix == ".zip":
                with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
                    for name, content in chosen:
                        archive.writestr(name, content)
            else:
                with tarfile.open(fileobj=data, mode=f"w:{suffix.removeprefix('.tar')[1:]}") as archive:
                    for name, content in chosen:
                        info = tarfile.TarInfo(name)
                        info.size = len(content)
                        archive.addfile(info, io.BytesIO(content))
            (folder / f"{kind}{number}").write_bytes(bytes([kind]) + data.getvalue())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as corpus:
        write_seeds(Path(corpus))
        atheris.Setup([*sys.argv, corpus], unpack)
        atheris.Fuzz()
