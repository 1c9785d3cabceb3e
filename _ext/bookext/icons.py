"""The theme's icon script, with the icons that the site shows and no others.

The theme brings all of Font Awesome as one script of 1.5 MB, more than half of what a page loads. Two
dozen of its two thousand icons occur. The others are cut out of the site's copy.
"""

import re
from pathlib import Path

SCRIPT = "scripts/fontawesome.js"
NAME = re.compile(r"\bfa-([a-z0-9-]+)")
ICON = re.compile(
    r'(?:"(?P<quoted>[\w-]+)"|(?P<plain>[\w$]+)):'  # its name
    r"\[\d+,\d+,\[(?P<aliases>[^\]]*)\],"  # its size and its other names
    r'"[0-9a-f]+",(?:"[^"]*"|\["[^"]*","[^"]*"\])\],?'  # its code point and its outline, or two
)
# The theme's scripts and styles put these in place when a page is used.
PUT_IN_PLACE_LATER = {"chevron-down", "chevron-left", "chevron-right", "chevron-up", "xmark"}


def only(script, names):
    """Cut all icons out of the script but those that are called by one of ``names``.

    Args:
        script: Font Awesome's JavaScript.
        names: icon names without ``fa-``; a former name of an icon counts.

    Returns:
        The shorter script.
    """

    def kept(icon):
        called = {icon["quoted"] or icon["plain"], *re.findall(r'"([^"]+)"', icon["aliases"])}
        return icon[0] if called & names else ""

    return ICON.sub(kept, script).replace(",}", "}")


def used(site):
    """Names of the icons that occur in the pages below the folder ``site``."""
    pages = Path(site).rglob("*.html")
    return PUT_IN_PLACE_LATER.union(*(NAME.findall(page.read_text("utf-8")) for page in pages))


def cut(app, exception):
    """Shorten the site's copy of the script, once all pages are written."""
    script = Path(app.outdir) / "_static" / SCRIPT
    if exception is None and app.builder.format == "html" and script.exists():
        shorter = only(script.read_text("utf-8"), used(app.outdir))
        script.write_text(re.sub(r"//# sourceMappingURL=.*", "", shorter), "utf-8")
        script.with_suffix(".js.map").unlink(missing_ok=True)


def setup(app):
    """Register the hook."""
    app.connect("build-finished", cut)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
