"""The site's own Sphinx extension: one module a concern.

==================  ==========================================================================
``pagekey``         what a page depends on besides its own cells, as one hash (no Sphinx here)
``ahead``           executes the pages that the cache does not know, several at a time
``execution``       puts that hash into the execution cache's key; reports what ran
``equations``       numbers: the lecture's equations as on the slides, the book's own by letters
``addresses``       derives every address from the repository's URL and the site's
``assets``          copies Vega into the site, so that nothing comes from elsewhere
``wholepage``       steps that a page takes as it leaves its template
``formulas``        typesets formulas with MathJax when a page is written
``loading``         the order in which a page loads: its text before its scripts
``styles``          one style sheet, with the rules that the site uses and no others
``fonts``           a font with the letters that the site shows and no others
``alttext``         warns about a picture without a description
``ink``             lets the text of Matplotlib's figures follow the theme of the page
``plainmarkdown``   MyST Markdown as plain Jupyter and Colab show it (no Sphinx here)
``notebooks``       writes each chapter as .ipynb; the download and launch menus
``accessible``      repairs of generated HTML, for readers who use a keyboard or a screen reader
``unbroken``        a number and its ± stay on one line
``problemsets``     a table of the problem sets, with their student versions to download
``claims``          the table of claims, filled from what other pages have measured
``icons``           the theme's icon fonts, with the icons that the site shows and no others
``entry``           the site's entry page
``sitemap``         the sitemap lists every page, also after a build that wrote only a few
``slidemap``        the map of the lecture's slides, read from the book's own labels
``writing``         pages are written by two processes
``singlepage``      the book as one page, for its PDF
==================  ==========================================================================
"""

PARTS = (
    "ahead",
    "execution",
    "equations",
    "addresses",
    "assets",
    "formulas",
    "loading",
    "styles",
    "alttext",
    "ink",
    "notebooks",
    "accessible",
    "unbroken",
    "problemsets",
    "claims",
    "entry",
    "sitemap",
    "slidemap",
    "writing",
    "singlepage",
)


def setup(app):
    """Set up every part as an extension of its own."""
    for part in PARTS:
        app.setup_extension(f"bookext.{part}")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
