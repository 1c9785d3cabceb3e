"""``{problem-sets}``: a table of the problem sets with their student versions to download.

The student versions are made by a process beside the build, which has one processor to spare at its start.
"""

import re
import subprocess
import sys
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from bookext.content.tables import paragraph, table
from bookext.downloads import problem_sets

SOLUTIONS, KEPT = "solutions", "_build/problem-sets"
COLUMNS = ("Problem set", "Points, time, what it needs", "Student version")


def begin(app: Sphinx) -> None:
    """Start to make the student versions; hooked to ``builder-inited``."""
    folders = [str(Path(app.srcdir) / SOLUTIONS), str(Path(app.srcdir) / KEPT)]
    command = [sys.executable, problem_sets.__file__, *folders]
    app.making_problem_sets = subprocess.Popen(command)  # type: ignore[attr-defined]


class ProblemSets(SphinxDirective):
    """Writes the table."""

    def run(self) -> list[nodes.Node]:
        """Return the table's node."""
        # What that process could not make fails here, with its reason.
        self.env.app.making_problem_sets.wait()  # type: ignore[attr-defined]
        root = Path(self.env.srcdir)
        rows, sets = [], problem_sets.problem_sets(root / SOLUTIONS)
        made = problem_sets.student_versions([found.source for found in sets], root / KEPT)
        for found in sets:
            self.env.note_dependency(str(found.source))
            target = "/" + made[found.source].relative_to(root).as_posix()
            name = re.sub(r"^Problem set (\d+): ", r"\1. ", found.title)
            cells = nodes.Text(name), nodes.Text(found.facts), _download(target, f"{found.name}.ipynb")
            rows.append([[paragraph(cell)] for cell in cells])
        return [table(COLUMNS, rows, ["stacked", "sets"])]


def _download(target: str, text: str) -> addnodes.download_reference:
    reference = addnodes.download_reference("", "", reftarget=target, refdomain="", refexplicit=True)
    reference += nodes.literal(text, text, classes=["xref", "download"])
    return reference


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.add_directive("problem-sets", ProblemSets)
    app.connect("builder-inited", begin)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
