"""Which banks a change asks to grade: those of its sets, a quick one for the grader, all if nobody knows."""

import importlib.util
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SPEC = importlib.util.spec_from_file_location("changed_sets", ROOT / ".ci" / "changed_sets.py")
changed_sets = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(changed_sets)

KNOWN = ["ps1-schedules", "ps2-gradients"]


@pytest.mark.parametrize(
    ("changed", "sets"),
    [
        (["solutions/ps1-schedules/bank/wrong/a.py"], ["ps1-schedules"]),
        (["solutions/ps2-gradients/ps2-gradients.md", "solutions/ps1-schedules/x"], KNOWN),
        (["solutions/ps1-schedules/x", "autograder/cli.py"], ["ps1-schedules"]),
        (["autograder/cli.py"], [changed_sets.QUICKEST]),
        (["requirements.txt"], [changed_sets.QUICKEST]),
        (["solutions/README.md", "book/index.md", "solutions/ps1-schedules-old/x"], []),
        ([], []),
    ],
)
def test_a_change_names_its_sets_and_the_grader_a_quick_one(changed, sets):
    assert changed_sets.touched(changed, KNOWN) == sets


def test_every_set_has_a_bank_and_the_quickest_is_one_of_them():
    folders = sorted({path.parent.name for path in ROOT.glob("solutions/*/*.md")})
    assert changed_sets.known_sets(ROOT) == folders
    assert changed_sets.QUICKEST in folders


@pytest.fixture
def repository(tmp_path):
    """A repository with two sets: its folder, git in it, and a function that commits all there is."""

    def git(*words):
        who = ["-c", "user.name=T", "-c", "user.email=t@example.org"]
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True)

    def commit():
        git("add", "--all")
        git("commit", "--message", "Work", "--allow-empty")

    git("init", "--initial-branch", "main")
    for name in KNOWN:
        write(tmp_path, name, "first")
    commit()
    return tmp_path, git, commit


def write(root, name, text):
    (root / "solutions" / name / "bank").mkdir(parents=True, exist_ok=True)
    (root / "solutions" / name / "bank" / "answer.py").write_text(text)


def test_without_a_commit_to_compare_with_all_sets_are_named(repository):
    root, *_ = repository
    assert changed_sets.sets_to_grade(root) == KNOWN
    assert changed_sets.sets_to_grade(root, "0" * 40) == KNOWN


def test_on_the_main_branch_the_last_commit_counts(repository):
    root, git, commit = repository
    git("update-ref", "refs/remotes/origin/main", "HEAD")
    write(root, "ps1-schedules", "second")
    commit()
    git("update-ref", "refs/remotes/origin/main", "HEAD")
    assert changed_sets.sets_to_grade(root) == ["ps1-schedules"]
    commit()
    git("update-ref", "refs/remotes/origin/main", "HEAD")
    assert changed_sets.sets_to_grade(root) == []


def test_on_another_branch_all_its_commits_count_and_what_is_not_committed(repository):
    root, git, commit = repository
    git("update-ref", "refs/remotes/origin/main", "HEAD")
    git("switch", "--create", "work")
    write(root, "ps1-schedules", "second")
    commit()
    commit()
    assert changed_sets.sets_to_grade(root) == ["ps1-schedules"]
    write(root, "ps2-gradients", "second")
    assert changed_sets.sets_to_grade(root) == KNOWN
    assert changed_sets.sets_to_grade(root, "HEAD") == ["ps2-gradients"]
