"""Vega in the site, for figures to play with, so that nothing comes from elsewhere.

    python vega.py FOLDER

It comes from the wheel of ``vl-convert-python``, in the version that Altair writes for, and is put into the
site by a process beside the build, which has one processor to spare at its start.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the process beside the build has no use for Sphinx
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def write_vega(static: Path) -> None:
    """Write one script with Vega, Vega-Lite and vega-embed, in the version that Altair writes for.

    It takes seconds to make, and depends on two packages alone: while their versions stay, it stays.
    """
    bundle, made_by = static / "vega" / "vega.js", static / "vega" / "made_by.txt"
    makers = "".join(f"{name} {version(name)}\n" for name in ("altair", "vl-convert-python"))
    if bundle.is_file() and made_by.is_file() and made_by.read_text("utf-8") == makers:
        return
    import altair
    import vl_convert

    lite = ".".join(altair.VEGALITE_VERSION.removeprefix("v").split(".")[:2])
    bundle.parent.mkdir(parents=True, exist_ok=True)
    modules = vl_convert.javascript_bundle(vl_version=lite)  # type: ignore[call-arg]
    # In a function of its own, a plain script: browsers load no module from a folder.
    bundle.write_text(f"(() => {{'use strict';{modules}}})();\n", encoding="utf-8")
    made_by.write_text(makers, encoding="utf-8")


class Writing:
    """The process that writes Vega."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self, app: Sphinx) -> None:
        """Start to write; hooked to ``builder-inited``."""
        if app.builder.format == "html":
            command = [sys.executable, __file__, str(Path(app.outdir) / "_static")]
            self._process = subprocess.Popen(command)

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """Wait until all is there; hooked to ``build-finished``.

        Raises:
            RuntimeError: if something could not be written; the process has said what.
        """
        if self._process and (status := self._process.wait()) and not exception:
            raise RuntimeError(
                f"expected Vega in the site. Received: status={status} of the process that writes it. "
                "The messages above say why"
            )


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the hooks."""
    writing = Writing()
    app.connect("builder-inited", writing.begin)
    app.connect("build-finished", writing.finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


if __name__ == "__main__":
    write_vega(Path(sys.argv[1]))
