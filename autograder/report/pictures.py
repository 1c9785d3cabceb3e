"""Pictures of a page, all within it: drawn by a cell, attached to a text, handed in beside the notebook.

A picture that is lost, too large, or none, leaves a note where it would be.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote

from autograder.course.outside import in_one_piece
from autograder.course.plain_text import one_line

MOST_BYTES = 5_000_000
"""Largest picture that is shown, in bytes."""
MOST_BYTES_OF_PAGE = 15_000_000
"""Most bytes of the pictures of a page."""
BEGINNINGS = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
}
"""What a file of a kind begins with."""
SVG = "image/svg+xml"
"""A drawing; as an ``img`` it can neither run scripts nor load anything."""
KINDS = (*BEGINNINGS, SVG)
IMAGE = re.compile(r"<img((?: [a-z]+=\"[^\"]*\")*)>")
"""A picture, as the sanitizer writes it."""
SOURCE = re.compile(r" src=\"([^\"]*)\"")
ALTERNATIVE = re.compile(r" alt=\"([^\"]*)\"")
LOST = re.compile(r"!\[([^\]\n]*)\]\(\s*<?attachment:([^)\n]*?)>?\s*\)")
"""A picture in Markdown that is attached to the cell."""


class Pictures:
    """The pictures of one page, counted."""

    def __init__(self, folder: Path | None = None) -> None:
        """Find files in ``folder``, where the files of the submission lie; nowhere if it is None."""
        self._folder = folder
        self._left = MOST_BYTES_OF_PAGE

    def put_in(self, made: str) -> str:
        """Sanitized HTML with each picture put in, or a note in its place."""
        return IMAGE.sub(self._element, made)

    def drawn(self, kind: str, data: str) -> str:
        """A picture among a cell's outputs: its kind, and its data as the notebook has it."""
        drawing = kind == SVG and data.lstrip().startswith("<")
        raw = _named(data).encode("utf-8", "replace") if drawing else _decoded(data)
        return self._image(kind, raw, "a picture", "")

    def _element(self, found: re.Match[str]) -> str:
        attributes = found[1]
        source, alternative = SOURCE.search(attributes), ALTERNATIVE.search(attributes)
        named = html.unescape(alternative[1]) if alternative else ""
        if source is None:
            return note(f"a picture that is not part of the submission{': ' if named else ''}{named}")
        address = html.unescape(source[1]).strip()
        rest = attributes.replace(source[0], "")
        if address.lower().startswith("data:"):
            return found[0] if self._fits(len(address)) else note("a picture that is too large for this page")
        name = unquote(address)
        file = self._file(name)
        if file is None:
            return note(f"the picture {name} was not handed in")
        kind, raw = file
        return self._image(kind, raw, f"the picture {name}", rest)

    def _image(self, kind: str, raw: bytes, name: str, attributes: str) -> str:
        begins = BEGINNINGS.get(kind)
        if not raw or (begins is not None and not raw.startswith(begins)):
            return note(f"{name} cannot be read")
        if len(raw) > MOST_BYTES or not self._fits(len(raw)):
            return note(f"{name} is too large for this page: {len(raw):,} bytes")
        return f'<img{attributes} src="data:{kind};base64,{base64.b64encode(raw).decode()}">'

    def _fits(self, size: int) -> bool:
        fits = size <= self._left
        self._left -= size if fits else 0
        return fits

    def _file(self, name: str) -> tuple[str, bytes] | None:
        """Kind and content of a file beside the notebook; None if there is none, or it is no picture."""
        if self._folder is None:
            return None
        try:
            path = (self._folder / name).resolve()
            if not path.is_relative_to(self._folder.resolve()) or not path.is_file():
                return None
            with path.open("rb") as file:
                raw = file.read(MOST_BYTES + 1)
        except (OSError, ValueError, RuntimeError):
            return None
        kinds = (kind for kind, begins in BEGINNINGS.items() if raw.startswith(begins))
        kind = next(kinds, SVG if path.suffix.lower() == ".svg" else None)
        return None if kind is None else (kind, raw)


def with_attachments(source: str, attachments: object) -> str:
    """A text cell's source, the pictures that are attached to it put in; a note for each that is lost.

    Args:
        source: Markdown.
        attachments: what the cell's field of this name holds, whatever that is.
    """
    if "attachment:" not in source:
        return source
    bundles = attachments.items() if isinstance(attachments, Mapping) else ()
    for name, bundle in sorted(bundles, key=lambda item: -len(str(item[0]))):
        address = _attached(bundle)
        if address and isinstance(name, str):
            for written in dict.fromkeys((name, quote(name), name.replace(" ", "%20"))):
                source = source.replace(f"<attachment:{written}>", address).replace(
                    f"attachment:{written}", address
                )
    return LOST.sub(_lost, source)


def _attached(bundle: object) -> str:
    """The address of an attached picture; empty if it is none."""
    if not isinstance(bundle, Mapping):
        return ""
    for kind in KINDS:
        text = in_one_piece(bundle.get(kind))
        if isinstance(text, str) and len(text) <= 2 * MOST_BYTES:
            return f"data:{kind};base64,{re.sub('[^A-Za-z0-9+/=]', '', text)}"
    return ""


def _lost(found: re.Match[str]) -> str:
    name = one_line(unquote(found[2]) or found[1], 80)
    shown = re.sub(r"([\\`*_{}\[\]()#+!<>&$|~-])", r"\\\1", name)
    return f"*[the picture {shown} was not handed in with the notebook]*"


def _named(drawing: str) -> str:
    """An SVG drawing with its namespace, without which a browser does not take it for one."""
    if "http://www.w3.org/2000/svg" in drawing[:10_000]:
        return drawing
    return re.sub(r"<svg\b", '<svg xmlns="http://www.w3.org/2000/svg"', drawing, count=1)


def _decoded(data: str) -> bytes:
    try:
        return base64.b64decode(data)
    except (binascii.Error, ValueError):
        return b""


def note(text: str) -> str:
    """What stands in the place of a picture."""
    return f'<span class="note">[{html.escape(one_line(text, 160))}]</span>'
