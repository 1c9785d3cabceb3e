"""The archive for Gradescope, unpacked and run as it does; the results have the documented form."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tiny_course import RIGHT, WRONG, answer

from autograder.course.errors import CourseError
from autograder.report.gradescope.package import package, pinned

STATUS = {"passed", "failed"}
VISIBILITY = {"hidden", "after_due_date", "after_published", "visible"}
# https://gradescope-autograders.readthedocs.io/en/latest/specs/#output-format
OF_A_RUN = {
    *("score", "execution_time", "output", "output_format", "test_output_format", "test_name_format"),
    *("visibility", "stdout_visibility", "extra_data", "tests", "leaderboard"),
}
OF_A_TEST = {
    *("score", "max_score", "status", "name", "name_format", "number", "output", "output_format", "tags"),
    *("visibility", "extra_data"),
}


def check_form(found: dict) -> None:
    """What the documentation says of results.json."""
    assert set(found) <= OF_A_RUN
    assert "leaderboard" not in found
    assert found["visibility"] in VISIBILITY
    assert found["stdout_visibility"] in VISIBILITY
    assert found["tests"] or isinstance(found["score"], float)
    for test in found["tests"]:
        assert set(test) <= OF_A_TEST
        assert test["status"] in STATUS
        assert test["visibility"] in VISIBILITY
        assert 0 <= test["score"] <= test["max_score"]
        assert isinstance(test["number"], str)


def laid_out(course, folder: Path) -> Path:
    """Gradescope's folders with the archive unpacked, as its documentation has them."""
    package(course, "tiny", folder / "tiny.zip", [])
    root = folder / "autograder"
    for name in ("source", "submission", "results"):
        (root / name).mkdir(parents=True)
    with zipfile.ZipFile(folder / "tiny.zip") as archive:
        archive.extractall(root / "source")
    (root / "run_autograder").write_bytes((root / "source" / "run_autograder").read_bytes())
    (root / "run_autograder").chmod(0o755)
    return root


def run(root: Path) -> dict:
    clean = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(root), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [root / "run_autograder"], cwd=root, env=clean, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    found = json.loads((root / "results" / "results.json").read_text("utf-8"))
    check_form(found)
    return found


@pytest.mark.slow
def test_the_archive_grades_in_gradescopes_folders(released, tmp_path):
    root = laid_out(released, tmp_path)
    (root / "submission" / "my tiny (1).ipynb").write_text(json.dumps(answer(released, WRONG)), "utf-8")
    found = run(root)
    assert [(test["name"], test["score"], test["max_score"]) for test in found["tests"]] == [
        ("square: test-square", 0.0, 2.0),
        ("half: test-half", 0.0, 3.0),
    ]
    assert {test["visibility"] for test in found["tests"]} == {"after_published"}
    assert "half rounds" in found["tests"][1]["output"]
    (root / "submission" / "my tiny (1).ipynb").write_text(json.dumps(answer(released, RIGHT)), "utf-8")
    assert sum(test["score"] for test in run(root)["tests"]) == 5
    for path in (root / "submission").iterdir():
        path.unlink()
    assert "not handed in" in run(root)["output"]


def clean_root(root: Path) -> list[str]:
    """A command that runs another one where nothing is but the system, Python and Gradescope's folder."""
    given = [Path("/usr"), Path("/etc/ld.so.cache"), Path(sys.base_prefix), Path(sys.prefix)]
    binds = [word for path in given if path.exists() for word in ("--ro-bind", str(path), str(path))]
    links = [path for path in ("/lib", "/lib64", "/bin") if Path(path).exists()]
    binds += [word for path in links for word in ("--ro-bind", str(Path(path).resolve()), path)]
    alone = [
        "--unshare-user",
        "--uid",
        "1000",
        "--gid",
        "1000",
        "--unshare-pid",
        "--unshare-net",
        "--clearenv",
    ]
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    return [
        *(
            "bwrap",
            *alone,
            "--die-with-parent",
            *binds,
            "--proc",
            "/proc",
            "--dev",
            "/dev",
            "--tmpfs",
            "/tmp",
        ),
        *("--setenv", "PATH", path, "--bind", str(root), "/autograder", "--chdir", "/autograder"),
    ]


@pytest.mark.slow
@pytest.mark.jail
def test_it_runs_in_a_clean_root_as_a_user_without_rights(released, tmp_path):
    root = laid_out(released, tmp_path)
    command = clean_root(root)
    if not shutil.which("bwrap") or subprocess.run([*command, "true"], capture_output=True).returncode:
        pytest.skip("no bubblewrap that this account may use")
    (root / "submission" / "tiny.ipynb").write_text(json.dumps(answer(released, RIGHT)), "utf-8")
    done = subprocess.run(
        [*command, "/autograder/run_autograder"], capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    found = json.loads((root / "results" / "results.json").read_text("utf-8"))
    check_form(found)
    assert [test["score"] for test in found["tests"]] == [2.0, 3.0], found


def test_the_archive_has_gradescopes_layout(released, tmp_path):
    package(released, "tiny", tmp_path / "x.zip", ["keras"])
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        names = set(archive.namelist())
        modes = {info.filename: info.external_attr >> 16 for info in archive.infolist()}
        needed = archive.read("requirements.txt").decode().split()
    assert {"setup.sh", "run_autograder", "course/source/tiny/tiny.ipynb"} <= names
    assert modes["run_autograder"] & 0o111
    assert modes["setup.sh"] & 0o111
    assert "keras" in needed
    assert not any(name.startswith(("course/submitted", "course/gradebook")) for name in names)
    for script in ("setup.sh", "run_autograder"):
        with zipfile.ZipFile(tmp_path / "x.zip") as archive:
            text = archive.read(script).decode()
        assert subprocess.run(["bash", "-n"], input=text, text=True, check=False).returncode == 0


def test_what_it_installs_is_what_the_grader_needs():
    found = pinned()
    assert any(line.startswith("nbgrader==") for line in found)
    assert not any(line.startswith(("tensorflow", "keras")) for line in found)


def test_a_set_that_was_not_released_is_refused(course, tmp_path):
    with pytest.raises(CourseError, match="has not been released"):
        package(course, "tiny", tmp_path / "x.zip", [])
    assert not os.path.exists(tmp_path / "x.zip")
