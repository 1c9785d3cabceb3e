"""Times as the systems write them into names, and as nbgrader keeps them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def blackboard_time(text: str) -> str:
    """Time such as ``2026-01-30-15-00-00``, with any separators; empty if it is none."""
    digits = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)[-T _](\d\d)[-:](\d\d)[-:](\d\d).*", text, re.DOTALL)
    return _time(*map(int, digits.groups())) if digits else ""


def brightspace_time(text: str) -> str:
    """Time such as ``May 1, 2030 905 AM`` or ``13 September 2025 1510``; empty if it cannot be read."""
    match = re.fullmatch(
        r"(?:(?P<m>[^\W\d_]+)\.? (?P<d>\d+)|(?P<d2>\d+) (?P<m2>[^\W\d_]+)\.?),? (?P<y>\d{4}) "
        r"(?P<h>\d{1,2}?):?(?P<min>\d\d)(?: (?P<half>[AaPp])\.?[Mm]\.?)?",
        text,
    )
    month = (match["m"] or match["m2"])[:3].casefold() if match else ""
    if match is None or month not in MONTHS:
        return ""
    hour = int(match["h"])
    if half := (match["half"] or "").casefold():
        if not 1 <= hour <= 12:
            return ""
        hour = hour % 12 + 12 * (half == "p")
    return _time(
        int(match["y"]), MONTHS.index(month) + 1, int(match["d"] or match["d2"]), hour, int(match["min"]), 0
    )


def _time(year: int, month: int, day: int, hour: int, minute: int, second: int) -> str:
    try:
        return datetime(year, month, day, hour, minute, second).isoformat(sep=" ")
    except ValueError:
        return ""


def in_utc(text: str, zone: tzinfo) -> str:
    """A time as nbgrader writes it: UTC. One without a zone is of that in which the system writes."""
    if not text:
        return ""
    try:
        local = datetime.fromisoformat(text)
        local = local if local.tzinfo else local.replace(tzinfo=zone)
        return f"{local.astimezone(UTC).replace(tzinfo=None).isoformat(sep=' ')} UTC"
    except (ValueError, OverflowError):  # the year 1 or 9999 in another zone
        return ""
