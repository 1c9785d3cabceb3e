"""Which cell of a submission is which of the source's: by nbgrader's name, else by what it is.

Cells are copied, split, pasted and moved, and some editors drop their metadata. A cell without a name is
taken for one of the source's that would else be missing if nothing else can be meant: it has its id, its
text, defines what it defines, or is the one written text where the written answer belongs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.course.markers import Marker
from autograder.course.notebooks import NotebookCell

_DEFINED = re.compile(r"^(?:async\s+def|def|class)\s+(\w+)|^(\w+)\s*=(?!=)", re.MULTILINE)


def definitions(source: str) -> set[str]:
    """Names that a cell defines at its top level, told by the look of its lines."""
    return {function or variable for function, variable in _DEFINED.findall(source)}


@dataclass(frozen=True)
class Known:
    """What is known of a marked cell of the source, to find it again."""

    label: str
    """What a message calls it."""
    released: str
    """Its text as it was given out, without blanks at its ends."""
    id: str = ""
    """nbformat's id of the cell."""
    runs: bool = True
    """Whether it is a code cell."""
    answer: bool = False
    """Whether a student answers in it."""
    defines: frozenset[str] = frozenset()
    """Names that the source's text of an answer defines."""


@dataclass
class Matched:
    """The cells of a submission, each told apart."""

    names: list[str]
    """grade_id of the source's cell that each one is; empty for a cell of the student's own."""
    idle: set[int] = field(default_factory=set)
    """Indexes of copies that are still as they were released, beside the one that was filled in."""
    notes: list[str] = field(default_factory=list)
    """What student and instructor should know, a sentence each."""


def match(
    submitted: Sequence[NotebookCell], known: Mapping[str, Known], given: frozenset[str] = frozenset()
) -> Matched:
    """Tell which cell is which.

    Args:
        submitted: cells of the submission.
        known: marked cells of the source by grade_id, in its order.
        given: texts of the source's other cells, without blanks at their ends.
    """
    return _Matching(submitted, known, given).matched


class _Matching:
    def __init__(
        self, submitted: Sequence[NotebookCell], known: Mapping[str, Known], given: frozenset[str]
    ) -> None:
        self._known, self._given = known, given
        self._texts = [cell["source"].strip() for cell in submitted]
        self._submitted = submitted
        named = [Marker.of(cell).grade_id for cell in submitted]
        self.matched = Matched([name if name in known else "" for name in named])
        self._single_out()
        defined = [
            definitions(cell["source"]) if cell["cell_type"] == "code" else set[str]() for cell in submitted
        ]
        before = set(self.matched.names)
        self._by(lambda index, name: submitted[index].get("id") == known[name].id != "")
        self._by(lambda index, name: self._texts[index] == known[name].released != "")
        self._by(lambda index, name: bool(known[name].defines & defined[index]))
        self._by_place()
        found = len(set(self.matched.names) - before - {""})
        if found:
            cells = "1 cell that has" if found == 1 else f"{found} cells that have"
            self.matched.notes.append(
                f"{cells} lost nbgrader's metadata: told by id, text, place, or what is defined."
            )

    def _single_out(self) -> None:
        """Of several cells with one name, such as copies or halves, the last that was filled in counts."""
        names, counts = self.matched.names, Counter(filter(None, self.matched.names))
        for name in (name for name, count in counts.items() if count > 1):
            known, places = self._known[name], [i for i, other in enumerate(names) if other == name]
            filled = [i for i in places if self._texts[i] != known.released] if known.answer else places
            kept = (filled or places)[-1]
            for index in places:
                if index != kept:
                    names[index] = ""
                if known.answer and filled and index not in filled:
                    self.matched.idle.add(index)
            which = "the last one that was changed is taken for the answer" if known.answer else "one counts"
            times = "twice" if len(places) == 2 else f"{len(places)} times"
            label = f"{known.label[:1].upper()}{known.label[1:]}"
            self.matched.notes.append(f"{label} is there {times}; {which}.")

    def _absent(self) -> list[str]:
        there = set(self.matched.names)
        return [name for name in self._known if name not in there]

    def _own(self) -> Iterator[int]:
        """Indexes of the cells that no name was found for."""
        return (i for i, name in enumerate(self.matched.names) if not name and i not in self.matched.idle)

    def _by(self, fits: Callable[[int, str], bool]) -> None:
        """Pair absent cells with own ones where exactly one fits exactly one."""
        own = list(self._own())
        pairs = [(index, name) for name in self._absent() for index in own if fits(index, name)]
        cells, names = Counter(i for i, _ in pairs), Counter(name for _, name in pairs)
        for index, name in pairs:
            if cells[index] == names[name] == 1:
                self.matched.names[index] = name

    def _by_place(self) -> None:
        """A written answer: the only text of the student's own between the neighbours that it belongs to."""
        order = list(self._known)
        for name in self._absent():
            if not self._known[name].answer or self._known[name].runs:
                continue
            begin, end = self._between(order, order.index(name))
            texts = [
                index
                for index in self._own()
                if begin < index < end
                and self._submitted[index]["cell_type"] != "code"
                and self._texts[index]
                and self._texts[index] not in self._given
            ]
            absent = [other for other in self._absent() if not self._known[other].runs]
            gaps = [self._between(order, order.index(other)) for other in absent]
            if len(texts) == 1 and gaps.count((begin, end)) == 1:
                self.matched.names[texts[0]] = name

    def _between(self, order: Sequence[str], position: int) -> tuple[int, int]:
        """Indexes of the nearest cells before and after an absent one that are there."""
        places = {name: index for index, name in enumerate(self.matched.names) if name}
        before = [places[name] for name in order[:position] if name in places]
        after = [places[name] for name in order[position + 1 :] if name in places]
        begin = before[-1] if before else -1
        return begin, next((index for index in after if index > begin), len(self._submitted))
