"""Why a file is no notebook, in words for the student who handed it in."""

from __future__ import annotations

import re

_BEGINNINGS = (
    (b"PK\x03\x04", "it is a zip archive"),
    (b"%PDF", "it is a PDF"),
    (b"\x1f\x8b", "it is compressed (gzip)"),
    (b"\x89PNG", "it is a picture"),
    (b"\xff\xd8\xff", "it is a picture"),
    (b"\xd0\xcf\x11\xe0", "it is a document of an office program"),
    (b"{\\rtf", "it is a document of an office program"),
)
_MERGE = re.compile(rb"^(?:<{7} |={7}$|>{7} )", re.MULTILINE)
_BYTE = re.compile(r"\(byte (\d+)\)")
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|head|body|\?xml|script|title)", re.IGNORECASE)


def why(raw: bytes, problem: str) -> str:
    """Why a file that is not JSON cannot be read as a notebook, as the end of a sentence.

    Args:
        raw: the file's bytes.
        problem: what the parser says; where it names a byte, the line is told.
    """
    beginning = raw[:1000].removeprefix(b"\xef\xbb\xbf")
    for start, what in _BEGINNINGS:
        if beginning.startswith(start):
            return what
    if not raw.strip():
        return "it is empty"
    if _MARKUP.match(beginning):
        return "it is a web page, perhaps the page of a log-in that was saved under the notebook's name"
    if not raw.strip(b"\0 \t\r\n"):
        return "it holds nothing but zero bytes, as after a copy that failed"
    if _MERGE.search(raw):
        return "it holds a merge conflict of Git that is not resolved (lines with <<<<<<< and >>>>>>>)"
    if b"\0" in raw:
        return "it holds zero bytes, as after a copy that failed"
    if not beginning.lstrip().startswith((b"{", b"[")):
        return "it does not begin as a notebook does, with a brace"
    if not raw.rstrip().endswith((b"}", b"]")):
        return "its end is missing, as after a download that was cut short"
    place = _BYTE.search(problem)
    line = raw.count(b"\n", 0, int(place[1])) + 1 if place else 0
    return f"its text is damaged in line {line}" if line > 1 else "its text is damaged"
