"""What a student may read of a text in which values of a hidden test may stand: what is known anyway.

A text that a library or the student's own code made while a hidden test ran ("KeyError: 42") may quote the
test's arguments and expected values. Nobody can tell them from other words, but a word that stands in the
student's notebook anyway, or in messages of Python's, tells nothing new.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Container, Iterable
from functools import cached_property, lru_cache

from autograder.course.notebooks import parse

WORD = re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[^\W\d]\w*")
"""A number or a name; what stands between them tells nothing."""
_MESSAGES = """
    a an the this that it its is are was were be been of for in on at to from by with without and or not no
    nor can cannot could must should may than then as if has have had does do did all any each both other
    only more less too many few enough same different same-kind one two first last single several positive
    negative zero object objects attribute attributes type types instance instances class classes function
    functions method methods module modules name names value values argument arguments parameter parameters
    positional keyword required missing unexpected given takes got multiple default defined referenced
    before assignment local global free variable associated unbound iterable iterator subscriptable callable
    hashable unhashable unpack expected index indices slices slice integers integer string strings list
    tuple dict set range bounds axis size dimension dimensions dimensional array arrays shape shapes matrix
    vector scalar scalars element elements length lengths inhomogeneous detected part requested sequence
    sequences concatenate convert converted conversion complex real number numbers operand operands
    operation operations supported unsupported between bad broadcast together mismatch mismatched core input
    inputs output outputs matmul gufunc signature ufunc loop matching dtype casting cast rule safe sum add
    subtract multiply divide power truth ambiguous use item support deletion key keys invalid literal base
    division modulo overflow result large maximum recursion depth exceeded while calling Python int float
    str bool bytes NoneType ndarray memory unable allocate domain error math empty found non none equal out
    into like len raised during compare comparison wrong nan inf infinity exhausted reduction identity which
    step data aligned dim dims incompatible incorrect layer tensor rank
"""
_KNOWN = frozenset(_MESSAGES.lower().split()) | {name.lower() for name in dir(builtins)}


class KnownWords:
    """The words of a submission, told apart by whether the student has seen them."""

    def __init__(self, cells: Iterable[tuple[str, Container[int]]]) -> None:
        """Read the cells of a restored submission, the student's and the tests.

        Args:
            cells: source of each cell, and the numbers, from 1, of its hidden lines.
        """
        self._cells = tuple(cells)

    @cached_property
    def _words(self) -> tuple[frozenset[str], frozenset[str]]:
        """Words of the visible lines, and those that stand in hidden lines alone."""
        seen, hidden = set[str](), set[str]()
        for source, hidden_lines in self._cells:
            for number, line in enumerate(source.split("\n"), 1):
                (hidden if number in hidden_lines else seen).update(_of(line))
        return frozenset(seen), frozenset(hidden - seen - _KNOWN)

    def knows(self, text: str) -> bool:
        """Whether each word of a text is one that the student has seen, or one of Python's own messages."""
        return all(word in _KNOWN or word in self._words[0] for word in _of(text))

    @cached_property
    def _texts(self) -> list[tuple[frozenset[str], tuple[re.Pattern[str], ...]]]:
        """For each cell, what `_said_in` finds in what is visible of it."""
        found = []
        for source, hidden_lines in self._cells:
            lines = enumerate(source.split("\n"), 1)
            found.append(_said_in("\n".join(line for number, line in lines if number not in hidden_lines)))
        return found

    def has_said(self, text: str) -> bool:
        """Whether a text stands in the visible code; values put in must be known words, and no numbers.

        A visible helper says it of a hidden test's arguments as it does of those that the student knows.
        """
        if not text or any(text in plain for plain, _ in self._texts):
            return bool(text)
        found = (pattern.fullmatch(text) for _, filled in self._texts for pattern in filled)
        return any(
            all(self.knows(put_in) and not re.search(r"\d", put_in) for put_in in match.groups())
            for match in found
            if match and len(text) > 2 * sum(map(len, match.groups()))
        )

    def betrays(self, text: str) -> bool:
        """Whether a text has a word of a hidden line that the student has not seen anywhere else.

        Short ones do not count: they stand in many texts by chance.
        """
        secret = self._words[1]
        return bool(secret) and any(word in secret for word in _of(text) if len(word) > 3)


@lru_cache(maxsize=1024)
def _said_in(visible: str) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """The texts in code, and patterns of those with values put in; a class shares most of its cells."""
    nodes = list(ast.walk(parse(visible)))
    plain = (node.value for node in nodes if isinstance(node, ast.Constant))
    filled = ("".join(map(_pattern, node.values)) for node in nodes if isinstance(node, ast.JoinedStr))
    texts = frozenset(text for text in plain if isinstance(text, str))
    return texts, tuple(re.compile(pattern, re.DOTALL) for pattern in filled)


def _pattern(part: ast.expr) -> str:
    return re.escape(str(part.value)) if isinstance(part, ast.Constant) else "(.*?)"


def _of(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(text)]
