"""The problem sets: their titles and facts, and their student versions.

    python problem_sets.py SOLUTIONS FOLDER

Title, points and time are read from the first cell of each set, and the student version is made by the
grader's own release step, which refuses to write one that still holds a solution or a hidden test. A
version is made again only when its source has changed. (No Sphinx here: it runs beside the build.)
"""

import hashlib
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HEAD = re.compile(r"^# (?P<title>.+?)\n+\*\*(?P<facts>[^*]+)\*\*", re.M)


@dataclass(frozen=True)
class ProblemSet:
    """What the table shows of a set."""

    source: Path
    """the instructor's notebook, MyST Markdown"""
    title: str
    facts: str
    """points, time, libraries"""

    @property
    def name(self) -> str:
        """Name of the set, of its folder and of its file."""
        return self.source.stem


def problem_sets(folder: str | Path) -> list[ProblemSet]:
    """Read title and facts of every set in ``folder``, in the order of their names.

    Raises:
        ValueError: if a set does not begin with a title and a line of facts in bold.
    """
    found = []
    for source in sorted(Path(folder).glob("*/*.md")):
        if source.stem != source.parent.name:
            continue
        text = source.read_text("utf-8")
        head = HEAD.search(text)
        if not head:
            raise ValueError(
                f"{source}: expected a title, then a line like **20 points · about 90 minutes · NumPy**. "
                f"Received: text={text[:80]!r}. Write both into the first cell."
            )
        found.append(ProblemSet(source, head["title"], head["facts"]))
    return found


def student_versions(sources: Sequence[Path], folder: Path) -> dict[Path, Path]:
    """Make those student versions of problem sets that do not exist yet.

    Args:
        sources: the instructor's notebooks.
        folder: where student versions are kept, each below the hash of its source.

    Returns:
        Path of the student's notebook for each source.
    """
    made = {}
    for source in sources:
        digest = hashlib.sha256(source.read_bytes()).hexdigest()[:12]
        made[source] = folder / digest / f"{source.stem}.ipynb"
    missing = [source for source in sources if not made[source].exists()]
    if missing:
        with tempfile.TemporaryDirectory() as root:
            for source, released in _released(missing, Path(root)):
                made[source].parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(released, made[source])
    return made


def _released(sources: Sequence[Path], root: Path) -> Iterator[tuple[Path, Path]]:
    """Release problem sets in one course: nbgrader takes seconds to make a gradebook."""
    from autograder.course.folders import open_course
    from autograder.course.release import release

    settings = "c = get_config()\nc.Autograder.solutions_directory = 'solutions'\n"
    (root / "nbgrader_config.py").write_text(settings)
    for source in sources:
        solutions = root / "solutions" / source.stem
        solutions.mkdir(parents=True)
        shutil.copy(source, solutions)
        yield source, release(open_course(root), source.stem) / f"{source.stem}.ipynb"


if __name__ == "__main__":
    student_versions([found.source for found in problem_sets(sys.argv[1])], Path(sys.argv[2]))
