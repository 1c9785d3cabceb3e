"""nbgrader's formgrader without the network: formulas as MathML, students' text made safe.

nbgrader's page loads MathJax from a content delivery network, whatever its settings say; offline, formulas
stay as they are typed. Here text cells are written as on feedback pages (`report.formgrader_text`), and the
page's place for MathJax stays empty. A course's settings import this module, so it loads nothing.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parents[1] / "report" / "templates" / "jupyter"
"""What nbconvert finds before its own templates."""
SEARCHED = "JUPYTER_PATH"
"""The variable that names such folders; every setting of nbconvert for them, nbgrader overwrites."""


def offline(config: Any) -> None:
    """Let formgrader show submissions without the network; for a course's ``nbgrader_config.py``.

    Args:
        config: what ``get_config()`` returns there.
    """
    config.HTMLExporter.filters = {"markdown2html": "autograder.report.formgrader_text.as_html"}
    searched = os.environ.get(SEARCHED, "").split(os.pathsep)
    if str(TEMPLATES) not in searched:
        os.environ[SEARCHED] = os.pathsep.join(filter(None, [str(TEMPLATES), *searched]))
