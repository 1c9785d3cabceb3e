"""Outputs of a cell as HTML: text as a terminal shows it, pictures, and HTML made safe. Nothing else."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from autograder.course.outside import in_one_piece
from autograder.report import terminal
from autograder.report.pictures import KINDS, Pictures
from autograder.report.prose import safe_markdown
from autograder.report.sanitize import safe_html

MOST_OUTPUTS = 200
"""Most outputs of a cell that are shown."""
LONGEST_HTML = 1_000_000
"""Longest HTML of an output that is shown, in characters; its plain text is shown instead."""


def shown(outputs: Iterable[Any], pictures: Pictures) -> str:
    """The outputs of a cell as HTML.

    Args:
        outputs: outputs in nbformat 4; whatever is none is left out.
        pictures: those of the page.
    """
    listed = list(outputs)
    made = [_output(output, pictures) for output in listed[:MOST_OUTPUTS]]
    rest = len(listed) - MOST_OUTPUTS
    if rest > 0:
        made.append(f'<p class="note">[{rest:,} further outputs are left out]</p>')
    return "\n".join(filter(None, made))


def _output(output: Any, pictures: Pictures) -> str:
    if not isinstance(output, Mapping):
        return ""
    match output.get("output_type"):
        case "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            return _printed(_text(output.get("text")), name)
        case "error":
            lines = output.get("traceback")
            text = (
                "\n".join(line for line in lines if isinstance(line, str)) if isinstance(lines, list) else ""
            )
            return _printed(text or f"{_text(output.get('ename'))}: {_text(output.get('evalue'))}", "error")
        case "display_data" | "execute_result" | "pyout":
            data = output.get("data")
            return _displayed(data, pictures) if isinstance(data, Mapping) else ""
    return ""


def _printed(text: str, name: str) -> str:
    made = terminal.as_html(text.removesuffix("\n"))
    return f'<pre class="output {name}">{made}</pre>' if made else ""


def _displayed(data: Mapping[str, Any], pictures: Pictures) -> str:
    """The best of what a cell gives for one thing; HTML that is all script gives way to the next."""
    for kind, make in _WAYS.items():
        if (text := _text(data.get(kind))) and (made := make(text, pictures)):
            return made
    for kind in KINDS:
        if text := _text(data.get(kind)):
            return f'<div class="output">{pictures.drawn(kind, text)}</div>'
    return _printed(_text(data.get("text/plain")), "result")


def _as_html(text: str, pictures: Pictures) -> str:
    if len(text) > LONGEST_HTML:
        return ""
    made = pictures.put_in(safe_html(text))
    has_content = "<img" in made or any(part.strip() for part in html.unescape(_without_tags(made)))
    return f'<div class="output html">{made}</div>' if has_content else ""


def _as_markdown(text: str, pictures: Pictures) -> str:
    return f'<div class="output">{pictures.put_in(safe_markdown(text))}</div>'


_WAYS: dict[str, Callable[[str, Pictures], str]] = {
    "text/html": _as_html,
    "text/markdown": _as_markdown,
    "text/latex": _as_markdown,
}
"""What is read, the best first. Scripts and widgets are not among it."""


def _without_tags(made: str) -> str:
    from autograder.report.formulas import MARKUP

    return "".join(MARKUP.split(made)[::2])


def _text(value: object) -> str:
    """A text as nbformat has it: one string, or a list of them."""
    text = in_one_piece(value)
    return text if isinstance(text, str) else ""
