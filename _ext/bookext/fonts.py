"""A font with the letters that a site shows and no others."""

from fontTools import subset


def cut(source, target, letters):
    """Write a font with some of the letters of another.

    Args:
        source: path of the whole font.
        target: path of the small font, in the WOFF format, which every browser reads.
        letters: the characters to keep; those that the font does not have are passed over.
    """
    options = subset.Options(flavor="woff", notdef_outline=True, layout_features=[], name_IDs=[])
    font = subset.load_font(source, options)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(letters))
    cutter.subset(font)
    subset.save_font(font, target, options)
