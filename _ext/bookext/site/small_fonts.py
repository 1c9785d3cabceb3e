"""A font with the letters that a site shows and no others."""

import logging
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it reports each table


def cut(source: Path, target: Path, letters: Iterable[str]) -> None:
    """Write a font with some of the letters of another.

    Args:
        source: path of the whole font.
        target: path of the small font, in the WOFF format, which every browser reads.
        letters: the characters to keep; those that the font does not have are passed over.
    """
    options = subset.Options(flavor="woff", notdef_outline=True, layout_features=[], name_IDs=[])
    options.drop_tables += ["FFTM"]  # the font editor's time stamp
    font = subset.load_font(source, options)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(letters))
    cutter.subset(font)
    subset.save_font(font, target, options)
