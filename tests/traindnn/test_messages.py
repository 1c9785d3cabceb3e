"""Errors speak with one voice: what was expected, what was received, what to do."""

import ast
from pathlib import Path

import pytest

import traindnn

FILES = sorted(Path(traindnn.__file__).parent.rglob("*.py"))
WITHIN_ANOTHER = ("the header ", " is not part of an array")
"""Parts of messages that never stand alone: a `DataError` quotes them behind what it received."""


def texts(call):
    """The texts that a call is given, a value in them as "{}"."""
    for argument in call.args:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value
        elif isinstance(argument, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in argument.values)


def raised(file):
    """The messages of the errors that a file makes."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Error"):
            yield from texts(node)


def test_there_are_messages_to_look_at():
    assert sum(len(list(raised(file))) for file in FILES) > 15


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(FILES[0].parent)))
def test_an_error_says_what_was_expected_and_what_was_received(file):
    for message in raised(file):
        if not any(part in message for part in WITHIN_ANOTHER):
            assert message.startswith("Expected ")
            assert message.count(". Received: ") == 1
