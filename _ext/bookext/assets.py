"""Serve formulas and playable figures from the site itself.

MathJax comes from the wheel of ``sphinx-mathjax-offline`` (a tenth of its files: fonts, TeX extensions,
speech for English), Vega from the wheel of ``vl-convert-python``, in the version that Altair writes for.
"""

import importlib.util
import shutil
from pathlib import Path

MATHJAX = (
    "tex-mml-chtml.js",
    "output/chtml/fonts/woff-v2",
    "input/tex/extensions",
    "a11y",
    "sre/mathmaps/base.json",
    "sre/mathmaps/en.json",
)
# A page that contains the marker gets the script, as a module: others stay light.
SCRIPTS = {'class="vega-figure"': "vega-figures.js", 'class="selfcheck ': "selfcheck.js"}


def copy_mathjax(static):
    """Copy the part of MathJax that the book uses into the site's static folder."""
    source = Path(importlib.util.find_spec("sphinx-mathjax-offline").origin).parent / "static" / "mathjax"
    for name in MATHJAX:
        target = static / "mathjax" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (source / name).is_dir():
            shutil.copytree(source / name, target, dirs_exist_ok=True)
        else:
            shutil.copy2(source / name, target)


def write_vega(static):
    """Write one script with Vega, Vega-Lite and vega-embed, in the version that Altair writes for."""
    import altair
    import vl_convert

    version = ".".join(altair.VEGALITE_VERSION.removeprefix("v").split(".")[:2])
    (static / "vega").mkdir(parents=True, exist_ok=True)
    (static / "vega" / "bundle.js").write_text(
        vl_convert.javascript_bundle(vl_version=version), encoding="utf-8"
    )


def copy_all(app):
    """Copy what the pages load."""
    if app.builder.format == "html":
        static = Path(app.outdir) / "_static"
        copy_mathjax(static)
        write_vega(static)


def add_scripts(app, pagename, templatename, context, doctree):
    """Load a script only on the pages that need it."""
    body = context.get("body") or ""
    for marker, script in SCRIPTS.items():
        if marker in body:
            app.add_js_file(script, type="module", loading_method="none")


def setup(app):
    """Register the hooks."""
    app.connect("builder-inited", copy_all)
    app.connect("html-page-context", add_scripts, priority=400)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
