"""The site's own Sphinx extension: what happens to the book between its pages and the site, room by room.

=============  ====================================================================================
``foreign``    what we use of other packages beyond their documented interface, one module a package
``execute``    pages are read, keyed, looked up in the execution cache, executed and stored
``record``     experiments at full scale, kept with the sources
``content``    what directives and documents get: numbers, tables, checks
``downloads``  what a reader takes away: notebooks, and the students' versions of the problem sets
``pages``      what happens to one HTML page
``site``       what happens to the site as a whole: styles, fonts, scripts, addresses
=============  ====================================================================================

Each room's docstring lists its modules. ``foreign → execute → record → content → downloads → pages → site``:
a module imports only from its own room and from rooms to the left of it.
"""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

PARTS = (
    "execute.processors",
    "execute.stages",
    "content.equation_numbers",
    "content.listings",
    "content.api",
    "content.picture_descriptions",
    "content.recorded",
    "content.claims_table",
    "content.slide_map",
    "content.glossary",
    "content.build_facts",
    "downloads.page_downloads",
    "downloads.problem_set_table",
    "pages.page_scripts",
    "pages.formulas",
    "pages.loading_order",
    "pages.without_scripts",
    "pages.accessible_html",
    "pages.line_breaks",
    "pages.number_tables",
    "pages.search_texts",
    "site.addresses",
    "site.vega",
    "site.formula_fonts",
    "site.theme_script",
    "site.style_sheet",
    "site.dark_mode_figures",
    "site.entry_page",
    "site.whole_site",
    "site.sitemap",
    "site.parallel_writing",
    "site.search_index",
)
"""the modules that are Sphinx extensions of their own, in the order in which their hooks are registered"""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Set up every part as an extension of its own."""
    for part in PARTS:
        app.setup_extension(f"bookext.{part}")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
