"""``{problem-sets}``: a table of the problem sets with their student versions to download.

Title, points and time are read from the first cell of each set, and the student version is made by the
grader's own release step, which refuses to write one that still holds a solution or a hidden test. A
version is made again only when its source has changed.
"""

import hashlib
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

HEAD = re.compile(r"^# (?P<title>.+?)\n+\*\*(?P<facts>[^*]+)\*\*", re.M)
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


def student_version(source, folder):
    """Make the student version of a set, if it is not there yet.

    Args:
        source: the instructor's notebook.
        folder: where student versions are kept, each below the hash of its source.

    Returns:
        Path of the student's notebook.
    """
    digest = hashlib.sha256(source.read_bytes()).hexdigest()[:12]
    made = folder / digest / f"{source.stem}.ipynb"
    if not made.exists():
        made.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as root:
            shutil.copy(_release(source, Path(root)), made)
    return made


def _release(source, root):
    from autograder.course import open_course
    from autograder.release import release

    solutions = root / "solutions" / source.stem
    solutions.mkdir(parents=True)
    shutil.copy(source, solutions)
    settings = "c = get_config()\nc.Autograder.solutions_directory = 'solutions'\n"
    (root / "nbgrader_config.py").write_text(settings)
    return release(open_course(root), source.stem) / f"{source.stem}.ipynb"


class ProblemSets(SphinxDirective):
    """Writes the table."""

    def run(self):
        """Return the table's node."""
        rows = []
        for found in problem_sets(Path(self.env.srcdir) / "solutions"):
            self.env.note_dependency(str(found.source))
            made = student_version(found.source, Path(self.env.srcdir) / "_build" / "problem-sets")
            target = "/" + made.relative_to(self.env.srcdir).as_posix()
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
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
