"""Name the problem sets whose banks a change asks to grade, one a line.

    python .ci/changed_sets.py [BASE]

A set is named if anything in its folder differs from BASE. If the grader, its settings or the locked versions
differ and no set does, the quickest set is named. BASE is a commit; without one it is where this branch left
``origin/main``, or, on that branch itself, the commit before. Where git knows no such commit (a clone without
history), all sets are named.
"""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
GRADER = ("autograder/", "nbgrader_config.py", "requirements.txt", "pyproject.toml")
QUICKEST = "ps2-gradients"


def known_sets(root: Path) -> list[str]:
    """The problem sets of a repository: folders below ``solutions`` with answers to try."""
    return sorted(bank.parent.name for bank in root.glob("solutions/*/bank"))


def touched(changed: Iterable[str], known: list[str]) -> list[str]:
    """The sets to grade.

    Args:
        changed: paths of the files that differ, below the root of the repository.
        known: all sets.

    Returns:
        Those whose folder holds a changed file; for a change in the grader alone, the quickest one.
    """
    changed = list(changed)
    sets = [name for name in known if any(path.startswith(f"solutions/{name}/") for path in changed)]
    if not sets and any(path.startswith(GRADER) for path in changed):
        return [QUICKEST]
    return sets


def git(root: Path, *words: str) -> str | None:
    """What git prints, or None if it cannot."""
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


def base_of(root: Path) -> str | None:
    """The commit that the work since then is compared with, if git knows one."""
    left = git(root, "merge-base", "HEAD", "origin/main")
    if left and left != git(root, "rev-parse", "HEAD"):
        return left
    return git(root, "rev-parse", "--verify", "--quiet", "HEAD~1^{commit}")


def sets_to_grade(root: Path, base: str = "") -> list[str]:
    """The sets to grade for what differs from a commit in the working tree."""
    known = known_sets(root)
    base = base or base_of(root) or ""
    # Renamed files count at both places; a file that is not committed yet counts too.
    differing = git(root, "diff", "--name-only", "--no-renames", base) if base else None
    if differing is None:
        return known
    new = git(root, "ls-files", "--others", "--exclude-standard") or ""
    return touched([*differing.splitlines(), *new.splitlines()], known)


if __name__ == "__main__":
    print("\n".join(sets_to_grade(ROOT, *sys.argv[1:2])))
