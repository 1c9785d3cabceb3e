"""The icons of the theme, which are letters of a font: the ones that the site shows and no others.

The theme brings all of Font Awesome, 300 kB as fonts and 1.5 MB as a script. Two dozen of its two
thousand icons occur.
"""

import re
from pathlib import Path

from bookext import fonts

FACE = re.compile(
    r'url\("(?P<path>[^")]*/fa-[a-z]+-\d+)\.woff2"\) ?format\("woff2"\), ?'
    r'url\("[^")]*\.ttf"\) ?format\("truetype"\)'
)
LETTER = re.compile("[\ue000-\uf8ff]")
"""Unicode's area for private use, where a font of icons has its letters."""


def cut_fonts(css, folder):
    """Let a style sheet load fonts with those icons alone that it has a letter for.

    Args:
        css: the style sheet, without the rules for icons that do not occur.
        folder: the one that it lies in; the fonts are written next to the theme's.

    Returns:
        The style sheet, naming the small fonts.
    """
    letters = set(LETTER.findall(css))

    def smaller(face):
        whole = Path(folder, face["path"] + ".ttf")
        fonts.cut(whole, whole.with_suffix(".woff"), letters)
        return f'url("{face["path"]}.woff") format("woff")'

    return FACE.sub(smaller, css)
