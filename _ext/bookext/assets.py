"""Serve playable figures from the site itself.

Vega comes from the wheel of ``vl-convert-python``, in the version that Altair writes for.
"""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

# A page that contains the marker gets the script: others stay light.
SCRIPTS = {'class="vega-figure"': "vega-figures.js", 'class="selfcheck ': "selfcheck.js"}


def write_vega(static):
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
    modules = vl_convert.javascript_bundle(vl_version=lite)
    # In a function of its own, a plain script: browsers load no module from a folder.
    bundle.write_text(f"(() => {{'use strict';{modules}}})();\n", encoding="utf-8")
    made_by.write_text(makers, encoding="utf-8")


class Assets:
    """What the pages load, copied by a process beside the build, which has one core to spare at its start."""

    def begin(self, app):
        """Start to copy; hooked to ``builder-inited``."""
        self._copying = None
        if app.builder.format == "html":
            words = [sys.executable, __file__, str(Path(app.outdir) / "_static")]
            self._copying = subprocess.Popen(words)

    def finish(self, app, exception):
        """Wait until all is there; hooked to ``build-finished``.

        Raises:
            RuntimeError: if something could not be copied; what, the process has said.
        """
        if self._copying and self._copying.wait() and not exception:
            raise RuntimeError("Vega could not be copied into the site; see the message above.")


def add_scripts(app, pagename, templatename, context, doctree):
    """Load a script only on the pages that need it."""
    body = context.get("body") or ""
    for marker, script in SCRIPTS.items():
        if marker in body:
            app.add_js_file(script, loading_method="defer")


def setup(app):
    """Register the hooks."""
    assets = Assets()
    app.connect("builder-inited", assets.begin)
    app.connect("build-finished", assets.finish)
    app.connect("html-page-context", add_scripts, priority=400)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


if __name__ == "__main__":
    write_vega(Path(sys.argv[1]))
