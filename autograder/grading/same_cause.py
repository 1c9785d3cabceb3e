"""One slip, one message: a test that fails for the reason of one above refers to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from autograder.grading.verdicts import BESIDE, NOT_SHOWN
from autograder.records import CellResult


def told_once(results: Iterable[CellResult]) -> tuple[CellResult, ...]:
    """The results, in which the first test with a message says it and the others name that test.

    Two tests have the same reason if all that is said of them is the same. Checks that are not shown, and
    limits, may stop tests for different reasons; so what says no more than that stays.
    """
    first: dict[tuple[str, str | None], str] = {}
    told = []
    for result in results:
        said = _reason(result.message), None if result.public is None else _reason(result.public)
        if (
            result.verdict in ("failed", "untouched")
            and said[0]
            and not any(NOT_SHOWN in text for text in said if text)
        ):
            above = first.setdefault(said, result.grade_id)
            if above != result.grade_id:
                text = f"For the same reason as the test `{above}`."
                public = None if result.public is None else text + result.public[len(said[1] or "") :]
                result = replace(result, message=text + result.message[len(said[0]) :], public=public)
        told.append(result)
    return tuple(told)


def _reason(text: str) -> str:
    return text.removesuffix(BESIDE)
