"""A page that is small enough for a mail: its pictures made smaller, and the last ones left out.

What stands on the page was made safe before, so that every ``<img>`` on it is a picture within the page, in
the form in which `pictures` writes it. A page that is small enough stays as it is, byte for byte.
"""

from __future__ import annotations

import base64
import binascii
import html
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.report.pictures import note

MOST_BYTES = 300_000
"""Bytes of a page, as far as its text leaves room."""
LEAST_FOR_PICTURES = 40_000
"""Bytes that pictures may take in any case."""
LEAST_FOR_ONE = 4_000
"""Bytes without which a picture shows nothing; those beyond what there is room for are left out."""
MOST_PIXELS = 20_000_000
"""Pixels of the largest picture that is made smaller."""
WIDTHS = (900, 640, 480, 360)
"""Widths that are tried, in pixels."""
QUALITIES = (60, 35)
"""Qualities of WebP that are tried at each width."""
READ = ("PNG", "JPEG", "WEBP", "GIF")
"""Formats that are read."""
_PICTURE = re.compile(
    r'<img(?P<attributes>(?: [a-z]+="[^"]*")*?) src="data:(?P<kind>[a-z+/]+);base64,(?P<data>[^"]*)">'
)
_ALTERNATIVE = re.compile(r' alt="([^"]*)"')


@dataclass
class _Picture:
    """A picture of the page, and what becomes of it."""

    place: tuple[int, int]
    """Where its element begins and ends."""
    element: str
    attributes: str
    data: str

    @property
    def size(self) -> int:
        return len(self.element)

    def smaller(self, most: int) -> str:
        """Its element with at most ``most`` characters; a note if that cannot be."""
        head, tail = f'<img{self.attributes} src="data:image/webp;base64,', '">'
        try:
            raw = base64.b64decode(self.data)
        except (binascii.Error, ValueError):
            raw = b""
        made = shrunk(raw, (most - len(head) - len(tail)) // 4 * 3)
        return self.left_out() if made is None else head + base64.b64encode(made).decode() + tail

    def left_out(self) -> str:
        """What stands in its place."""
        named = _ALTERNATIVE.search(self.attributes)
        name = html.unescape(named[1]) if named else ""
        return note(
            f"a picture{f' ({name})' if name else ''} is left out, or the page would be too large to send"
        )


def fitted(page: str, most: int = MOST_BYTES) -> str:
    """The page with its pictures made smaller, if it is larger than ``most`` bytes; else the page itself."""
    size = len(page.encode("utf-8", "replace"))
    if size <= most:
        return page
    pictures = [_Picture(m.span(), m[0], m["attributes"], m["data"]) for m in _PICTURE.finditer(page)]
    room = max(LEAST_FOR_PICTURES, most - size + sum(each.size for each in pictures))
    made, done = [], 0
    for picture, element in zip(pictures, _elements(pictures, room), strict=True):
        made += [page[done : picture.place[0]], element]
        done = picture.place[1]
    return "".join([*made, page[done:]])


def _elements(pictures: Sequence[_Picture], room: int) -> list[str]:
    """What stands in the place of each picture, ``room`` characters together; the first ones come first.

    Each gets the same share. What a small one leaves of its own goes to those that are larger.
    """
    kept = set(range(min(len(pictures), room // LEAST_FOR_ONE)))
    made = {i: picture.left_out() for i, picture in enumerate(pictures) if i not in kept}
    room -= sum(map(len, made.values()))
    for left, i in zip(range(len(kept), 0, -1), sorted(kept, key=lambda i: pictures[i].size), strict=True):
        share = max(0, room) // left
        made[i] = pictures[i].element if pictures[i].size <= share else pictures[i].smaller(share)
        room -= len(made[i])
    return [made[i] for i in range(len(pictures))]


def shrunk(raw: bytes, most: int) -> bytes | None:
    """A picture as WebP with at most ``most`` bytes, as wide as it can be; None if it does not fit.

    Of one that moves, the first picture is taken.
    """
    from PIL import Image

    try:
        with Image.open(io.BytesIO(raw), formats=READ) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            plain = picture.convert("RGBA" if picture.mode in ("RGBA", "LA", "PA", "P") else "RGB")
    except Exception:  # whatever a broken file makes of the reader
        return None
    for width in WIDTHS:
        if width > plain.width and width != WIDTHS[-1]:
            continue
        height = max(1, round(plain.height * min(1.0, width / plain.width)))
        sized = plain.resize((min(width, plain.width), height), Image.Resampling.LANCZOS)
        for quality in QUALITIES:
            file = io.BytesIO()
            sized.save(file, "WEBP", quality=quality)
            if file.tell() <= most:
                return file.getvalue()
    return None
