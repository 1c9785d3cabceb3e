"""nbconvert from its inside: everything of it that it does not promise to keep.

Each name says why it is needed; ``tests/autograder/course/test_nbgrader_compat.py`` says what broke when a
release changes it. The page's template stands on nbconvert's ``classic/base.html.j2`` and fills its blocks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets import default

if TYPE_CHECKING:
    from nbformat import NotebookNode


class PlainExporter(HTMLExporter):
    """nbconvert's HTML exporter without what our own template has already: a page straight from the template.

    The exporter runs preprocessors and parses the page again, to add what our template has; three of its
    methods must be gone round for that.
    """

    @default("default_preprocessors")
    def _no_preprocessors(self) -> list[Any]:
        return []

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **options: Any) -> tuple[Any, Any]:
        """The page. `HTMLExporter` parses it anew; the class above it does not."""
        # `HTMLExporter.from_notebook_node` replaces this filter by its own each time.
        for function in self.further_filters():
            self.register_filter(function.__name__, function)  # type: ignore[no-untyped-call]
        return TemplateExporter.from_notebook_node(self, nb, resources, **options)

    def _init_resources(self, resources: Any) -> Any:
        made = super()._init_resources(resources)  # type: ignore[no-untyped-call]
        return made | self.further_resources()

    def further_filters(self) -> tuple[Callable[..., Any], ...]:
        """Functions that the template calls as filters, by their names."""
        return ()

    def further_resources(self) -> dict[str, str]:
        """What the template finds in ``resources`` beside nbconvert's own."""
        return {}


def rendered(markdown: str) -> str:
    """Markdown as HTML, formulas left as they are written.

    nbconvert's renderer is the one that a notebook's reader is used to; its own filter brings links to
    headings that a page without a table of contents has no use for.
    """
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    return str(MarkdownWithMath(renderer=renderer).render(markdown))
