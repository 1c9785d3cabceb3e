"""``{problem-sets}``: a table of the problem sets with their student versions to download.

Title, points and time are read from the first cell of each set, and the student version is made by the
grader's own release step, which refuses to write one that still holds a solution or a hidden test. A
version is made again only when its source has changed, by a process beside the build, which has one core to
spare at its start.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

HEAD = re.compile(r"^# (?P<title>.+?)\n+\*\*(?P<facts>[^*]+)\*\*", re.M)
SOLUTIONS, KEPT = "solutions", "_build/problem-sets"
COLUMNS = ("Problem set", "Points, time, what it needs", "Student version")


@dataclass(frozen=True)
class ProblemSet:
    """What the table shows of a set."""

    source: Path
    """the instructor's notebook, MyST Markdown"""
    title: str
    facts: str
    """points, time, libraries"""

    @property
    def name(self):
        """Name of the set, of its folder and of its file."""
        return self.source.stem


def problem_sets(folder):
    """Read title and facts of every set in ``folder``, in the order of their names.

    Raises:
        ValueError: if a set does not begin with a title and a line of facts in bold.
    """
    found = []
    for source in sorted(Path(folder).glob("*/*.md")):
        head = HEAD.search(source.read_text("utf-8"))
        if source.stem != source.parent.name:
            continue
        if not head:
            raise ValueError(
                f"{source}: expected a title, then a line like **20 points · about 90 minutes · NumPy**."
            )
        found.append(ProblemSet(source, head["title"], head["facts"]))
    return found


def student_versions(sources, folder):
    """Make the student versions of problem sets, those that are not there yet.

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


def _released(sources, root):
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


def begin(app):
    """Start to make the student versions; hooked to ``builder-inited``."""
    solutions, kept = Path(app.srcdir) / SOLUTIONS, Path(app.srcdir) / KEPT
    app.making_problem_sets = subprocess.Popen([sys.executable, __file__, str(solutions), str(kept)])


class ProblemSets(SphinxDirective):
    """Writes the table."""

    def run(self):
        """Return the table's node."""
        self.env.app.making_problem_sets.wait()  # what it could not make fails here, with its reason
        rows, sets = [], problem_sets(Path(self.env.srcdir) / SOLUTIONS)
        made = student_versions([found.source for found in sets], Path(self.env.srcdir) / KEPT)
        for found in sets:
            self.env.note_dependency(str(found.source))
            target = "/" + made[found.source].relative_to(self.env.srcdir).as_posix()
            name = re.sub(r"^Problem set (\d+): ", r"\1. ", found.title)
            rows.append((nodes.Text(name), nodes.Text(found.facts), _download(target, f"{found.name}.ipynb")))
        return [_table(rows)]


def _download(target, text):
    reference = addnodes.download_reference("", "", reftarget=target, refdomain="", refexplicit=True)
    reference += nodes.literal(text, text, classes=["xref", "download"])
    return reference


def _table(rows):
    group = nodes.tgroup(cols=len(COLUMNS))
    group += [nodes.colspec(colwidth=1) for _ in COLUMNS]
    head, body = nodes.thead(), nodes.tbody()
    head += _row([nodes.Text(text) for text in COLUMNS])
    body += [_row(cells) for cells in rows]
    group += [head, body]
    table = nodes.table(classes=["colwidths-auto"])
    table += group
    return table


def _row(cells):
    row = nodes.row()
    for cell in cells:
        paragraph = nodes.paragraph()
        paragraph += cell
        entry = nodes.entry()
        entry += paragraph
        row += entry
    return row


def setup(app):
    """Register the directive."""
    app.add_directive("problem-sets", ProblemSets)
    app.connect("builder-inited", begin)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


if __name__ == "__main__":
    student_versions([found.source for found in problem_sets(sys.argv[1])], Path(sys.argv[2]))
