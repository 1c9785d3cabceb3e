"""The archive that Gradescope takes as an autograder: the set, the grader, and what starts it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import autograder
from autograder.course.errors import CourseError
from autograder.course.files import write_atomically
from autograder.course.folders import Course
from autograder.course.settings import Autograder, configured_lines, options_of
from autograder.grading import decisions

DISTRIBUTIONS = ("training-deep-networks-autograder", "training-deep-networks")
"""What the grader can be installed as; the first needs nothing else."""
SETUP = """\
#!/usr/bin/env bash
# Gradescope runs this once, as root, when the autograder is built.
set -euo pipefail
apt-get update -qq
apt-get install -y -qq python3 python3-venv bubblewrap
python3 -m venv /autograder/env
/autograder/env/bin/pip install --quiet --requirement /autograder/source/requirements.txt
"""
RUN = """\
#!/usr/bin/env bash
# Gradescope runs this for each submission, from its folder /autograder.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=python3
if [ -x "$root/env/bin/python" ]; then python=$root/env/bin/python; fi
export PYTHONPATH=$root/source/grader HOME=${HOME:-$root}
exec "$python" -m autograder gradescope "$root"
"""
_HEAD = """\
from pathlib import Path

c = get_config()
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
"""


def package(course: Course, name: str, target: Path, needs: list[str]) -> list[str]:
    """Write the archive.

    Args:
        course: the course.
        name: problem set; it must have been released.
        target: the archive. It appears whole or not at all.
        needs: further packages that students' code imports, as pip names them.

    Returns:
        What it installs there.

    Raises:
        CourseError: if the set was not released, or the archive cannot be written.
    """
    course.require(name)
    if not course.notebooks(name) or not course.path("release", name).is_dir():
        raise CourseError(f"{name} has not been released yet. Run `autograder release {name}` first.")
    installs = [*pinned(), *needs]
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in (
            ("setup.sh", SETUP),
            ("run_autograder", RUN),
            ("requirements.txt", "".join(f"{line}\n" for line in installs)),
            ("course/nbgrader_config.py", configuration(course)),
        ):
            info = zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0))
            info.external_attr = (0o755 if path in ("setup.sh", "run_autograder") else 0o644) << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
        for path, file in _files(course, name):
            archive.write(file, path)
    try:
        write_atomically(target, data.getvalue(), 0o600)
    except OSError as error:
        raise CourseError(f"{target} cannot be written: {error.strerror}.") from error
    return installs


def _files(course: Course, name: str) -> Iterator[tuple[str, Path]]:
    """Files of the archive with their places: the set, what was decided about its tests, the grader."""
    source = course.path("source", name)
    for file in sorted(source.rglob("*")):
        if file.is_file() and ".ipynb_checkpoints" not in file.parts:
            yield f"course/source/{name}/{file.relative_to(source).as_posix()}", file
    folder = course.root / ".autograder" / name
    for file in (decisions.path_of(course, name), *sorted((folder / "generated").glob("*.json"))):
        if file.is_file():
            yield f"course/.autograder/{name}/{file.relative_to(folder).as_posix()}", file
    own = Path(autograder.__file__).parent
    for file in sorted(own.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            yield f"grader/autograder/{file.relative_to(own).as_posix()}", file


def configuration(course: Course) -> str:
    """The settings that grading there depends on, as lines of a configuration."""
    options = options_of(course.config)
    given = course.config.Autograder
    left_out = {"solutions_directory", "readable", "due_dates", "environment"}
    lines = [
        f"c.Autograder.{option} = {_plain(getattr(options, option))!r}\n"
        for option in sorted(Autograder.class_trait_names(config=True))
        if option in given and given[option] is not None and option not in left_out
    ]
    return _HEAD + "".join(lines) + configured_lines(course.delimiters)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, list) else dict(value) if isinstance(value, dict) else value


def pinned() -> list[str]:
    """What the grader needs, in the versions that are installed here."""
    for name in DISTRIBUTIONS:
        try:
            needed = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue
        alone = name == DISTRIBUTIONS[0]
        wanted = [text for text in needed if alone or re.search(r"extra == ['\"]autograder['\"]", text)]
        found = dict.fromkeys(re.split(r"[\s<>=!~;\[(]", text, maxsplit=1)[0] for text in wanted)
        return [f"{each}=={metadata.version(each)}" for each in found]
    raise CourseError(
        "what the grader needs cannot be told, because it is not installed. Install its wheel with pip."
    )
