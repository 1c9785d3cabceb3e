"""Gradescope's list of an export, ``submission_metadata.yml``: who made each submission, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import yaml

METADATA = "submission_metadata.yml"
LARGEST_LIST = 50_000_000
"""Bytes of a list that are read."""
MOST_SUBMITTERS = 50
"""Students of one group."""


@dataclass(frozen=True)
class Submission:
    """One submission of the list."""

    submitters: tuple[tuple[str, str, str], ...]
    """Student number, address and name of each student of the group; what is not known is empty."""
    time: str = ""
    """When it was handed in (ISO 8601, UTC); empty if it cannot be read."""


class _Loader(yaml.SafeLoader):
    """Reads what Ruby on Rails writes; an object of Ruby's is the mapping that it is written as."""


def _ruby(loader: _Loader, suffix: str, node: yaml.Node) -> object:
    return loader.construct_mapping(node, deep=True) if isinstance(node, yaml.MappingNode) else None


_Loader.add_multi_constructor("!ruby/", _ruby)


def submissions(data: bytes) -> dict[str, Submission]:
    """The submissions of a list by their folders; none if it cannot be read."""
    try:
        content = yaml.load(data, Loader=_Loader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    if not isinstance(content, dict):
        return {}
    return {str(folder): _submission(found) for folder, found in content.items() if isinstance(found, dict)}


def _submission(found: dict[str, Any]) -> Submission:
    listed = found.get(":submitters")
    submitters = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return Submission(
        tuple(
            (_text(each.get(":sid")), _text(each.get(":email")), _text(each.get(":name")))
            for each in submitters[:MOST_SUBMITTERS]
        ),
        _time(found.get(":created_at")),
    )


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int) else ""


def _time(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("utc") or value.get("time")
    if not isinstance(value, datetime):
        return ""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=0).isoformat(sep=" ")
