"""The running text of an HTML page, told apart from tags, scripts and code.

One expression, because the pages that it goes through are large and all else in them must stay as it is.
"""

import re
from collections.abc import Callable

# What is no text of the page, and then a text.
PIECE = re.compile(
    r"<(head|script|style|pre|code|textarea)\b.*?</\1>|<!--.*?-->|<[^>]*>|(?P<text>[^<]+)", re.DOTALL
)


def texts(html: str) -> list[str]:
    """List the pieces of running text in their order."""
    return [piece["text"] for piece in PIECE.finditer(html) if piece["text"]]


def with_texts(html: str, change: Callable[[str], str]) -> str:
    """Return the HTML with each piece of running text changed by ``change``."""
    return PIECE.sub(lambda piece: change(piece[0]) if piece["text"] else piece[0], html)
