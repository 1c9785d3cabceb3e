"""Runs a notebook's cells in a plain IPython shell and prints how each ended: what Jupyter shows, in JSON.

    python bench/plain_shell.py NOTEBOOK

For each cell with a grade_id: whether it raised, and the value of its last expression if that is a number.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("MPLBACKEND", "agg")


def main() -> None:
    """Run the cells of the notebook that is named, in its folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("notebook", type=Path, help="the notebook (.ipynb)")
    asked = parser.parse_args()
    import matplotlib
    from IPython.core.interactiveshell import InteractiveShell

    matplotlib.use("agg")
    path = asked.notebook.resolve()
    notebook = json.loads(path.read_text(encoding="utf-8"))
    os.chdir(path.parent)
    sys.path.insert(0, "")
    shell = InteractiveShell.instance()
    shell.enable_gui = lambda gui=None: None  # type: ignore[method-assign]
    found = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            result = shell.run_cell("".join(cell["source"]), store_history=True)  # type: ignore[no-untyped-call]
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name:
            found[name] = _ended(result)
    print(json.dumps(found))


def _ended(result: object) -> dict[str, object]:
    error = result.error_before_exec or result.error_in_exec  # type: ignore[attr-defined]
    value = result.result  # type: ignore[attr-defined]
    try:
        number = None if value is None or isinstance(value, bool | str) else float(str(value))
    except ValueError:
        number = None
    return {"error": f"{type(error).__name__}: {error}"[:300] if error else "", "value": number}


if __name__ == "__main__":
    main()
