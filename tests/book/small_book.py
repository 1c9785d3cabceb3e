"""A book of a few small pages with the settings and the extension of this one, to build in a test."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = """---
file_format: mystnb
kernelspec: {{name: python3, display_name: Python 3, language: python}}
---
# Title

Text that mentions import bundle.heavy in passing.

```{{code-cell}} ipython3
:tags: [hide-input]
{code}
```
"""
PLAIN = "# Another page\n\n## Section\n\nText.\n"
SECTION = "\n\n## Section\n\nProse.\n"


def write_book(folder, pages, copied=(), vega=None):
    """Write a book into ``folder``.

    Args:
        folder: an existing folder.
        pages: text of each page below ``book/`` by name; the first one is the root.
        copied: what of this repository is copied, to be edited; the rest is linked.
        vega: the folder with Vega of another build, which this one finds as its own of last time.
    """
    for name in ("_config.yml", "_ext", "_templates", "traindnn", "requirements.txt"):
        if name in copied:
            subprocess.run(["cp", "-r", ROOT / name, folder / name], check=True)
        else:
            (folder / name).symlink_to(ROOT / name)
    (folder / "book").mkdir()
    (folder / "book" / "_static").symlink_to(ROOT / "book" / "_static")
    (folder / "book" / "references.bib").write_text("")
    for name, text in pages.items():
        (folder / "book" / f"{name}.md").write_text(text)
    root, *others = pages or ("root",)
    listed = "".join(f"  - file: book/{name}\n" for name in others)
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: book/{root}\nchapters:\n{listed}")
    if vega:
        shutil.copytree(vega, folder / "_build" / "html" / "_static" / "vega")


def build(folder, **environment):
    """Build a book; return the exit status and all that was printed."""
    command = [sys.executable, "_ext/build.py", "build", ".", "-W", "--keep-going", "-n"]
    ours = ("TRAINDNN_", "VERBOSE")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    inherited["PYTHONPATH"] = str(folder)
    done = subprocess.run(command, cwd=folder, env=inherited | environment, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def executed(output):
    """The pages that ran in a build, from what it printed."""
    return set(re.findall(r"^  book/(\w+) +executed ", output, re.M))
