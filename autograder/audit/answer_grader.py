"""Grades the reference of a problem set with some cells answered otherwise, on what these cells bear on."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from autograder.audit.bank import Answer, solved
from autograder.audit.excerpt import excerpt
from autograder.audit.findings import tripped
from autograder.audit.mutants import Mutant, imported, mutants
from autograder.audit.nonsense import Nonsense, nonsense
from autograder.audit.outcomes import Outcome, Outcomes
from autograder.audit.stages import has_tests, own_tests, visible_first, with_tests
from autograder.course.cell_names import used_names
from autograder.course.markers import NBGRADERS_DELIMITERS, Delimiters, Marker
from autograder.course.nbgrader_compat import upgraded
from autograder.course.notebooks import parse, text_of
from autograder.grading.notebook import Grader, grade_notebook
from autograder.grading.preload import preload
from autograder.records import Result, Settings

if TYPE_CHECKING:
    from nbformat import NotebookNode

PATIENCE = 3.0
"""Shortest limit on a mutant's cell in seconds; a slow machine must not make a mutant look like a loop."""
TELLING = 12
"""Characters from which on a line of a hidden test would tell something."""
SLOWDOWN = 4.0
"""How much longer than the whole reference one cell of a mutant may take."""
AS_LONG_AS_IT_TAKES = 1000.0
"""Times its limit that a cell may take when others keep it from a processor. Only what it does itself makes
it too slow, so an audit can run with the lowest priority."""
_Asked: TypeAlias = tuple[frozenset[str], frozenset[str], str, str]


@dataclass(frozen=True)
class _Part:
    """A notebook, or a part of it, in the two forms that grading needs."""

    notebook: NotebookNode
    source: bytes
    seconds: float = 0.0
    """What the reference takes on it."""

    @classmethod
    def of(cls, source: bytes) -> _Part:
        return cls(upgraded(source.decode()), source)


def shared(settings: Settings, source: NotebookNode) -> Settings:
    """The settings with every module of the standard library that a notebook imports, imported beforehand.

    So the parts of the notebook share a warm process, but for those that need a large library.
    """
    modules = preload(text_of(source).encode()).modules
    further = {name for name in modules if name.split(".")[0] in sys.stdlib_module_names}
    return replace(settings, extra_imports=tuple(sorted(further.union(settings.extra_imports))))


class AnswerGrader:
    """Grades answers to one problem set; safe to share between threads."""

    def __init__(
        self,
        source: NotebookNode,
        settings: Settings,
        grader: Grader,
        whole: bool = False,
        delimiters: Delimiters = NBGRADERS_DELIMITERS,
        outcomes: Outcomes | None = None,
    ) -> None:
        """Grade the reference.

        Args:
            source: the instructor's notebook.
            settings: limits and jail.
            grader: has the warm processes.
            whole: grade bank answers on the whole notebook always.
            delimiters: those of the course.
            outcomes: what became of mutants before.

        Raises:
            JailMissing: if this machine cannot enclose students' code.
        """
        patient = replace(settings, notebook_seconds=settings.notebook_seconds * AS_LONG_AS_IT_TAKES)
        self._settings, self._grader, self._always_whole = patient, grader, whole
        self._delimiters, self._outcomes = delimiters, outcomes or Outcomes()
        self._lock = threading.Lock()
        self._locks: dict[bytes, threading.Lock] = {}
        self._parts: dict[bytes, _Part | None] = {}
        self._excerpts: dict[_Asked, bytes] = {}
        self._whole = _Part(source, text_of(source).encode())
        self.reference = self._grade(self._whole, {})
        """What the reference got."""
        self._whole = replace(self._whole, seconds=self.reference.seconds)

    def grade(self, cells: Mapping[str, str]) -> Result:
        """Grade the reference with some cells answered otherwise; the tests that they bear on run."""
        names = frozenset[str]().union(*map(used_names, cells.values()))
        part = None if self._always_whole else self._part(self._cut(frozenset(cells), names))
        if part is None:
            return self._grade(self._whole, cells)
        result = self._grade(part, cells)
        seen = {cell.grade_id: cell for cell in result.cells}
        return replace(result, cells=tuple(seen.get(cell.grade_id, cell) for cell in self.reference.cells))

    @property
    def solutions(self) -> list[str]:
        """grade_ids of the solution cells that tests mark."""
        markers = [Marker.of(cell) for cell in self._whole.notebook.cells if cell.cell_type == "code"]
        return [marker.grade_id for marker in markers if marker.solution and not marker.grade]

    @property
    def hidden_lines(self) -> frozenset[str]:
        """The lines of the hidden tests that stand nowhere in what is visible, but for short ones."""
        seen, hidden = list[str](), set[str]()
        for cell in self._whole.notebook.cells:
            outside, inside = self._delimiters.hidden_tests.split(cell.source)
            seen += outside
            hidden.update(line.strip() for line in inside)
        visible = "\n".join(seen)
        return frozenset(line for line in hidden if len(line) >= TELLING and line not in visible)

    def nonsense(self) -> Iterator[Nonsense]:
        """All answers that know nothing of the task."""
        cells = [cell for cell in self._whole.notebook.cells if cell.cell_type == "code"]
        solutions = [(Marker.of(cell).grade_id, cell.source) for cell in cells if Marker.of(cell).solution]
        yield from nonsense(solutions) if solutions else ()

    def grade_whole(self, cells: Mapping[str, str]) -> Result:
        """Grade the reference with some cells answered otherwise, on the whole notebook."""
        return self._grade(self._whole, cells)

    def mutants(self, right: Iterable[Answer] = ()) -> Iterator[Mutant]:
        """All mutants of the reference and of right answers; two that come to the same text are one.

        Another way of writing an answer has slips of its own.
        """
        cells = [cell for cell in self._whole.notebook.cells if cell.cell_type == "code"]
        modules = set[str]().union(*(imported(parse(cell.source)) for cell in cells))
        written = [("", Marker.of(cell).grade_id, cell.source) for cell in cells if Marker.of(cell).solution]
        written += [(answer.name, *cell) for answer in right for cell in answer.cells.items()]
        seen = set[tuple[str, str]]()
        for name, grade_id, source in written:
            for mutant in mutants(grade_id, source, modules, self._delimiters.solution):
                if (grade_id, mutant.source) not in seen:
                    seen.add((grade_id, mutant.source))
                    yield replace(mutant, answer=name)

    def outcome(
        self, mutant: Mutant, cells: Mapping[str, str], seconds: float, no_mistake: bool = False
    ) -> Outcome:
        """What becomes of a mutant.

        It meets the tests of its own task first, and the others if it survives those.

        Args:
            mutant: the cell with the mistake.
            cells: those of the answer that it was made from; none for the reference.
            seconds: what that answer took; 0 for the reference.
            no_mistake: it is listed as equivalent, so the tests of its own task are enough.
        """
        cells = {**cells, mutant.cell: mutant.source}
        names = frozenset[str]().union(*map(used_names, cells.values())) if mutant.answer else frozenset()
        outcome: Outcome | None = None
        for stage in ("own",) if no_mistake else ("own", "others"):
            source = self._cut(frozenset(cells), names, mutant.cell, stage)
            if not has_tests(source):
                continue
            part = self._part(source)
            if part is None:  # more is needed than was cut out
                outcome = None
                break
            outcome = self._outcomes.of(source, cells) or self._tried(part, cells, seconds)
            if outcome != "survived":
                return outcome
        if outcome is None:
            part = self._part(self._cut(frozenset(cells), names)) or self._whole
            return self._outcomes.of(part.source, cells) or self._tried(part, cells, seconds)
        return outcome

    def _tried(self, part: _Part, cells: Mapping[str, str], seconds: float) -> Outcome:
        """Try cells with a mistake on a part of the notebook, and keep what came of it."""
        patience = max(PATIENCE, SLOWDOWN * max(seconds, part.seconds))
        limits = replace(self._settings, cell_seconds=min(self._settings.cell_seconds, patience))
        result = self._grade(part, cells, limits, to_first_failure=True)
        failed = tripped(result)
        slow = bool(failed) and all(cell.verdict == "timeout" for cell in failed)
        outcome: Outcome = "too slow" if slow else "killed" if failed or result.error else "survived"
        self._outcomes.keep(part.source, cells, outcome, failed[0].grade_id if failed else "")
        return outcome

    def _cut(self, cells: frozenset[str], names: frozenset[str], task: str = "", stage: str = "") -> bytes:
        """What of the notebook cells bear on, and what stands behind further names that they use.

        Args:
            cells: grade_ids of solution cells.
            names: further names.
            task: grade_id of a solution cell.
            stage: "own" for the tests of that task alone, "others" for the rest; all tests if empty.
        """
        with self._lock:
            asked = (cells, names, task, stage)
            if asked not in self._excerpts:
                whole = self._whole.source
                if stage:
                    own = own_tests(whole, task)
                    some = with_tests(whole, lambda test: (test in own) == (stage == "own"))
                    hidden = self._delimiters.hidden_tests
                    self._excerpts[asked] = visible_first(excerpt(some, cells, names), hidden)
                else:
                    self._excerpts[asked] = excerpt(whole, cells, names)
            return self._excerpts[asked]

    def _part(self, source: bytes) -> _Part | None:
        """A part of the notebook; None if the reference loses marks there, or it has no test."""
        with self._lock:
            one_at_a_time = self._locks.setdefault(source, threading.Lock())
        with one_at_a_time:
            if source not in self._parts:
                part = _Part.of(source)
                result = self._grade(part, {})
                good = result.cells and not result.error and not tripped(result)
                self._parts[source] = replace(part, seconds=result.seconds) if good else None
            return self._parts[source]

    def _grade(
        self,
        part: _Part,
        cells: Mapping[str, str],
        settings: Settings | None = None,
        to_first_failure: bool = False,
    ) -> Result:
        answered = solved(part.notebook, part.notebook, cells, self._delimiters)
        return grade_notebook(
            text_of(answered).encode(),
            part.source,
            settings or self._settings,
            grader=self._grader,
            to_first_failure=to_first_failure,
            longest=AS_LONG_AS_IT_TAKES,
        )
