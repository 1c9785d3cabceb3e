"""The course is out of reach of students' code, wherever the environment, the data and the links lie."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import pytest
from jails import KINDS, USERS, missing, run_as
from written import CLIP, POWER_RELEASED, course

from autograder.course.folders import open_course
from autograder.course.release import release
from autograder.sandbox.jail import command, exposure
from autograder.sandbox.jail.exposure import Exposed, Mount, exposed

SECRETS = ("half after s steps", "BEGIN SOLUTION", "what the neighbour wrote", "SQLite format 3")
READS = """
import glob, os, sys
places = ["{course}", sys.prefix, os.path.join(sys.prefix, ".."), "/proc/self/root{course}", "/proc/self/cwd/../..", *{more}]
for place in places:
    for way in ("source/ps1/p.ipynb", "gradebook.db", "submitted/b/ps1/p.ipynb", ".autograder/ps1/log.txt", "notes.md"):
        try: print("READ", place, way, open(os.path.join(place, way), "rb").read())
        except OSError: pass
    try: print("LIST", [name for name in os.listdir(place) if name in ("source", "submitted", "gradebook.db")])
    except OSError: pass
"""  # noqa: E501 - a submission


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """The course, released once: what students may read is looked at when it is graded."""
    folder = tmp_path_factory.mktemp("released") / "course"
    (folder / "source/ps1").mkdir(parents=True)
    (folder / "source/ps1/p.ipynb").write_bytes(course())
    (folder / "nbgrader_config.py").write_text("c = get_config()\n")
    release(open_course(folder), "ps1")
    return folder


@pytest.fixture(params=USERS)
def place(request, released):
    """A course of one user, ready to be graded; ``a`` reads what he can, ``b`` is his neighbour."""
    if request.param == "root" and os.geteuid():
        pytest.skip("only root runs as root")
    folder = Path(tempfile.mkdtemp(prefix="course-", dir="/tmp"))
    shutil.copytree(released, folder / "course")
    made = Place(folder, request.param)
    yield made
    made.unmount()
    shutil.rmtree(folder)


class Place:
    """A course in a folder, and what is done in it by its user."""

    def __init__(self, folder, user):
        self.folder, self.user, self.course = folder, user, folder / "course"
        self._mounts = []
        self.put(
            "course/submitted/b/ps1/p.ipynb", course(POWER_RELEASED, CLIP + "# what the neighbour wrote")
        )
        self.put("course/notes.md", b"BEGIN SOLUTION")

    def put(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def configure(self, **options):
        lines = [f"c.Autograder.{name} = {value!r}\n" for name, value in options.items()]
        self.put("course/nbgrader_config.py", "".join(["c = get_config()\n", *lines]).encode())

    def show(self, origin, target):
        """Mount a folder in a second place."""
        if (
            os.geteuid()
            or subprocess.run(["mount", "--bind", origin, target], capture_output=True).returncode
        ):
            missing("the right to mount")
        self._mounts.append(target)

    def unmount(self):
        for target in self._mounts:
            subprocess.run(["umount", target], check=True)

    def graded(self, kind, name="course", more=(), python=None, **environment):
        """Grade; the status and the words of grading, and all that the reader was shown."""
        self.put(
            "course/submitted/a/ps1/p.ipynb", course(READS.format(course=self.course, more=list(more)), CLIP)
        )
        if self.user == "user":
            self.folder.chmod(0o755)
            owner = 12345 if not os.geteuid() else os.geteuid()
            for path in [self.folder, *self.folder.rglob("*")]:
                os.chown(path, owner, owner, follow_symlinks=False)
        words = ["-m", "autograder", "--course", str(self.folder / name), "grade", "ps1", "--jail", kind]
        done = run_as(self.user, [*words, "--workers", "1"], python=python, environment=environment)
        read = self.course / "autograded/a/ps1/p.ipynb"
        return done.returncode, done.stderr.decode(), printed(read) if read.exists() else ""


def printed(path):
    """All that the cells of an executed notebook showed."""
    return json.dumps([cell.get("outputs") for cell in json.loads(path.read_text())["cells"]])


def shows_nothing(text):
    return "READ" not in text and not any(secret in text for secret in SECRETS)


@pytest.mark.jail
@pytest.mark.parametrize("kind", KINDS)
def test_an_environment_made_in_the_courses_own_folder_shows_no_course(place, kind):
    """``python -m venv .`` makes the course's folder the interpreter's."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place.course], check=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    libraries = place.course / "lib" / version / "site-packages" / "libraries.pth"
    libraries.write_text(sysconfig.get_path("purelib"))
    status, said, shown = place.graded(kind, python=place.course / "bin/python")
    assert status == 0, said
    assert "'source'" not in shown
    assert shows_nothing(shown)


@pytest.mark.jail
@pytest.mark.parametrize("kind", KINDS)
def test_a_course_in_the_home_and_on_the_import_path_is_not_shown(place, kind):
    (place.folder / "link").symlink_to("course")
    link = str(place.folder / "link")
    status, said, shown = place.graded(
        kind, "link", [link], HOME=str(place.course), PYTHONPATH=str(place.course)
    )
    assert status == 0, said
    assert shows_nothing(shown)


@pytest.mark.jail
@pytest.mark.parametrize(
    ("way", "kind"),
    [
        ("itself", "bwrap"),
        ("above", "landlock"),
        ("source", "bwrap"),
        ("link", "landlock"),
        ("link above", "bwrap"),
        ("folder with a link", "bwrap"),
        ("folder with a link", "landlock"),
    ],
)
def test_readable_folders_that_would_show_the_course_are_refused(place, kind, way):
    data = place.folder / "data"
    data.mkdir()
    (data / "inner").symlink_to(place.course)
    (place.folder / "link").symlink_to("course")
    (place.folder / "up").symlink_to(".")
    readable = {
        "itself": place.course,
        "above": place.folder,
        "source": place.course / "source",
        "link": place.folder / "link",
        "link above": place.folder / "up",
        "folder with a link": data,
    }[way]
    place.configure(readable=[str(readable)])
    status, said, shown = place.graded(kind, more=[str(readable), str(data / "inner")])
    if way == "folder with a link":  # the link leads to what is not there
        assert status == 0, said
        assert shows_nothing(shown)
    else:
        assert status == 2
        assert "apart from what students' code may read" in said
        assert "c.Autograder.readable" in said
        assert "Traceback" not in said


@pytest.mark.jail
@pytest.mark.parametrize("way", ["course below", "course elsewhere"])
def test_a_course_that_is_mounted_below_a_readable_folder_is_refused(place, way):
    data = place.folder / "data"
    (data / "inner").mkdir(parents=True)
    place.show(*(place.course, data / "inner") if way == "course below" else (place.folder, data / "inner"))
    place.configure(readable=[str(data)])
    status, said, _ = place.graded("bwrap")
    assert status == 2
    assert "apart from what students' code may read" in said


TABLE = [
    Mount("8:1", "/", "/"),
    Mount("8:2", "/", "/home"),
    Mount("8:2", "/anna/course", "/srv/shown"),
    Mount("8:2", "/anna/course/submitted", "/srv/part"),
    Mount("8:3", "/", "/srv/disk"),
]


@pytest.mark.parametrize(
    ("readable", "private", "shows"),
    [
        ("/home/anna", "/home/anna/course/source", True),
        ("/home/anna/course/.venv/lib", "/home/anna/course/source", False),
        ("/home/anna/course/source/ps1/data", "/home/anna/course/source", True),
        ("/home/anna/course", "/home/anna/course/gradebook.db", True),
        ("/home/anna/courses", "/home/anna/course", False),
        ("/srv/shown", "/home/anna/course/source", True),
        ("/srv/part", "/home/anna/course/submitted", True),
        ("/srv/part", "/home/anna/course/source", False),
        ("/srv", "/home/anna/course/source", True),
        ("/srv/disk", "/home/anna/course/source", False),
        ("/", "/home/anna/course/source", True),
        ("/usr", "/home/anna/course/source", False),
    ],
)
def test_folders_are_compared_by_where_they_lie(readable, private, shows):
    found = exposed([readable], [private], TABLE)
    assert found == ([Exposed(private, readable)] if shows else [])


def test_the_table_of_mounts_can_be_read():
    points = [mount.point for mount in exposure.own_mounts()]
    assert "/" in points
    assert "/proc" in points


def test_of_an_interpreters_folder_only_its_parts_can_be_read(tmp_path, monkeypatch):
    for name in ("bin", "lib/python", "source/ps1", "submitted"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    command.readable_paths.cache_clear()
    readable = command.readable_paths()
    command.readable_paths.cache_clear()
    assert {str(tmp_path / "bin"), str(tmp_path / "lib")} <= set(readable)
    assert not exposed(readable, [str(tmp_path / "source"), str(tmp_path / "submitted")])
