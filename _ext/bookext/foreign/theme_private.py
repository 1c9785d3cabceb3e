"""What we use of sphinx-book-theme, and of pydata-sphinx-theme beneath it, beyond what they document.

An expression for their code, style sheets or HTML stands here. Where it matches nothing, its user warns, and
the build fails, with a message from `releases`.
"""

import re
from typing import Any

PACKAGES = ("sphinx-book-theme", "pydata-sphinx-theme")
SCRIPT = "_static/scripts/pydata-sphinx-theme.js"
"""the theme's script, in the site"""

# The theme measures every code cell and output of a page at once, to put what scrolls into the tab order:
# the browser must lay out the whole page for it. `book.js` does so section by section.
MEASURES = re.compile(
    r"document\.querySelectorAll\(\[[^\]]*\]\.join\(\S+ ?\S*\)\)\.forEach\(e=>\{e\.tabIndex=[^}]*\}\)"
)

# Icons are letters of a font, which the theme's style sheet names; its script would draw them once more.
ICON_SCRIPT = "scripts/fontawesome.js"

ICON_FONT = re.compile(
    r'url\("(?P<path>[^")]*/fa-[a-z]+-\d+)\.woff2"\) ?format\("woff2"\), ?'
    r'url\("[^")]*\.ttf"\) ?format\("truetype"\)'
)
"""where the theme's style sheet names a font of icons, in two formats"""

# Bootstrap composes these names when it shows the name of a button.
COMPOSED_CLASSES = {f"bs-tooltip-{side}" for side in ("auto", "top", "bottom", "start", "end")}

# The theme's first lines of script ask what a reader chose before; who never chose gets no colours until more
# of its script has loaded.
THEME_OF_FIRST_VISIT = 'localStorage.getItem("theme") || "auto"'
THEME_OF_THE_SYSTEM = (
    'localStorage.getItem("theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")'
)

SIDEBAR = '<div id="pst-primary-sidebar"'
"""how the theme begins its side bar, which holds the book's mark beside its navigation"""

DOWNLOADS = "download-buttons"
"""the label of the theme's own menu of downloads"""


def buttons(context: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Return the buttons at the head of a page, a list to change; None for a page without any.

    The theme has a setting for single links, not for menus of our own.
    """
    return context.get("header_buttons")
