"""The icons of the theme, which are letters of a font: the ones that the site shows and no others.

The theme brings all of Font Awesome, 300 kB as fonts and 1.5 MB as a script. Two dozen of its two
thousand icons occur.
"""

import re
from pathlib import Path

from sphinx.util import logging

from bookext.foreign import theme_private
from bookext.foreign.releases import unexpected
from bookext.site import small_fonts

LOG = logging.getLogger(__name__)
LETTER = re.compile("[\ue000-\uf8ff]")
"""Unicode's area for private use, where a font of icons has its letters."""


def cut_fonts(css: str, folder: Path) -> str:
    """Let a style sheet load fonts that hold the icons it uses and no others.

    Args:
        css: the style sheet, without the rules for icons that do not occur.
        folder: the one that it lies in; the fonts are written next to the theme's.

    Returns:
        The style sheet, naming the small fonts. If it names no font of icons, a warning says so.
    """
    letters = set(LETTER.findall(css))

    def smaller(face: re.Match[str]) -> str:
        whole = Path(folder, face["path"] + ".ttf")
        small_fonts.cut(whole, whole.with_suffix(".woff"), letters)
        return f'url("{face["path"]}.woff") format("woff")'

    made, fonts = theme_private.ICON_FONT.subn(smaller, css)
    if not fonts:
        expected = "fonts of icons (fa-*.woff2) in the theme's style sheets"
        message = unexpected(expected, "none", theme_private.PACKAGES, "foreign.theme_private.ICON_FONT")
        LOG.warning(message, type="book", subtype="fonts")
    return made
