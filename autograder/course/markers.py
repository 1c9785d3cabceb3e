"""What nbgrader writes into a notebook: the marker in a cell's metadata, and the regions within a cell.

The only place that reads ``cell.metadata["nbgrader"]`` or looks for a line such as ``### BEGIN SOLUTION``.
Works on plain JSON and on nbformat's nodes alike, and takes whatever stands in a student's file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Part = Literal["outside", "begin", "inside", "end"]


@dataclass(frozen=True)
class Marker:
    """nbgrader's metadata of one cell. A cell that has none gets an empty marker."""

    grade_id: str = ""
    """nbgrader's name of the cell; empty if it has none."""
    grade: bool = False
    """Whether it is worth points, as a test or as an answer that a person marks."""
    solution: bool = False
    """Whether a student answers in it."""
    locked: bool = False
    """Whether the instructor's text comes back."""
    task: bool = False
    """Whether it describes a task that is answered in other cells and marked by a person."""
    points: float | None = None
    """Points that it is worth; None if that is no number."""
    checksum: str = ""
    """nbgrader's checksum of the cell as it was released; empty if there is none."""
    cell_type: str = ""
    """nbformat's type of the cell."""
    fields: Mapping[str, object] = field(default_factory=dict)
    """The metadata as it stands in the file, for messages and for the executed notebook."""

    @classmethod
    def of(cls, cell: Mapping[str, Any]) -> Marker:
        """The marker of a cell (nbformat JSON or a `NotebookNode`); what has a wrong type is absent."""
        metadata = cell.get("metadata")
        found = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        fields: dict[str, object] = found if isinstance(found, dict) else {}
        grade_id, checksum, kind = fields.get("grade_id"), fields.get("checksum"), cell.get("cell_type")
        return cls(
            grade_id=grade_id if isinstance(grade_id, str) else "",
            grade=bool(fields.get("grade")),
            solution=bool(fields.get("solution")),
            locked=bool(fields.get("locked")),
            task=bool(fields.get("task")),
            points=_number(fields.get("points")),
            checksum=checksum if isinstance(checksum, str) else "",
            cell_type=kind if isinstance(kind, str) else "",
            fields=fields,
        )

    @property
    def is_marked(self) -> bool:
        """Whether the cell plays a part in grading: it has a name and a flag."""
        return bool(self.grade_id) and (self.grade or self.solution or self.locked or self.task)

    @property
    def has_points(self) -> bool:
        """Whether the gradebook has a mark for the cell."""
        return self.grade or self.task

    @property
    def is_manual(self) -> bool:
        """Whether a person marks the cell."""
        return self.task or (self.grade and (self.solution or self.cell_type != "code"))

    @property
    def is_test(self) -> bool:
        """Whether it is a test cell, which marks itself by running."""
        return self.grade and not self.is_manual

    @property
    def keeps_students_text(self) -> bool:
        """Whether what the student wrote stays in the cell."""
        return self.solution or self.task


def _number(value: object) -> float | None:
    try:
        return float(value) if isinstance(value, int | float | str) else None
    except (ValueError, OverflowError):
        return None


@dataclass(frozen=True)
class Region:
    """A kind of region in a cell, from a line that holds one delimiter to a line that holds the other."""

    begin: str
    """What the first line of a region holds."""
    end: str
    """What the last line of a region holds."""

    def is_in(self, text: str) -> bool:
        """Whether a text has such a region."""
        return self.begin in text

    def split(self, text: str) -> tuple[list[str], list[str]]:
        """Lines outside and inside the regions; the lines with the delimiters are in neither."""
        lines = list(self._parts(text))
        outside = [line for line, part in lines if part == "outside"]
        return outside, [line for line, part in lines if part == "inside"]

    def without(self, text: str) -> str:
        """The text without its regions."""
        return "\n".join(self.split(text)[0])

    def replaced(self, text: str, stub: str) -> str:
        """The text with a stub in place of each region, indented as the region's first line."""
        made: list[str] = []
        for line, part in self._parts(text):
            if part == "begin":
                indent = line[: len(line) - len(line.lstrip())]
                made += [indent + stub_line for stub_line in stub.split("\n")]
            elif part == "outside":
                made.append(line)
        return "\n".join(made)

    def inner_lines(self, text: str) -> frozenset[int]:
        """Numbers, from 1, of the lines inside the regions, without those of the delimiters."""
        return self._numbers(text, "inside")

    def all_lines(self, text: str) -> frozenset[int]:
        """Numbers, from 1, of the lines of the regions, with those of the delimiters."""
        return self._numbers(text, "begin", "inside", "end")

    def fault(self, text: str) -> str:
        """Why nbgrader refuses the delimiters of a text, one sentence; empty if it does not."""
        inside = False
        for _, part in self._parts(text):
            if part == "begin" and inside:
                return f"`{self.begin}` stands within a region that has not ended."
            inside = part == "begin" if part in ("begin", "end") else inside
        return f"`{self.begin}` has no `{self.end}`." if inside else ""

    def strays(self, text: str) -> bool:
        """Whether a text has the last line of a region without its first."""
        inside = False
        for _, part in self._parts(text):
            if part == "end" and not inside:
                return True
            inside = part == "begin" if part in ("begin", "end") else inside
        return False

    def _parts(self, text: str) -> Iterator[tuple[str, Part]]:
        """Each line with what it is. Where a line holds both delimiters the first counts, as in nbgrader."""
        inside = False
        for line in text.split("\n"):
            if self.begin in line:
                inside = True
                yield line, "begin"
            elif self.end in line:
                inside = False
                yield line, "end"
            else:
                yield line, "inside" if inside else "outside"

    def _numbers(self, text: str, *parts: Part) -> frozenset[int]:
        return frozenset(i for i, (_, part) in enumerate(self._parts(text), 1) if part in parts)


@dataclass(frozen=True)
class Delimiters:
    """How a course marks what students do not get, and what is released in its place.

    The defaults are nbgrader's. `autograder.course.settings.delimiters_of` reads what a course configures.
    """

    solution: Region = Region("BEGIN SOLUTION", "END SOLUTION")
    """Solutions, in the cells that students answer."""
    hidden_tests: Region = Region("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
    """Tests that students do not see, in test cells."""
    mark_scheme: Region = Region("BEGIN MARK SCHEME", "END MARK SCHEME")
    """Notes for those who mark, in task cells."""
    code_stubs: tuple[tuple[str, str], ...] = (
        ("python", "# YOUR CODE HERE\nraise NotImplementedError()"),
        ("R", "# YOUR CODE HERE\nfail()"),
        ("matlab", "% YOUR CODE HERE\nerror('No Answer Given!')"),
        ("octave", "% YOUR CODE HERE\nerror('No Answer Given!')"),
        ("sas", "/* YOUR CODE HERE */\n %notImplemented;"),
        ("java", "// YOUR CODE HERE"),
    )
    """What is released in place of a solution in code, by the language of the notebook."""
    text_stub: str = "YOUR ANSWER HERE"
    """What is released in place of a solution in text."""
    refused_elsewhere: tuple[str, ...] = ("solution", "grade", "task")
    """Flags without which a cell may not hold the region that belongs to them (`enforce_metadata`)."""

    @property
    def regions(self) -> tuple[tuple[Region, str], ...]:
        """All kinds of regions, each with the flag of the cells that it belongs into."""
        return (self.solution, "solution"), (self.hidden_tests, "grade"), (self.mark_scheme, "task")

    @property
    def words(self) -> tuple[str, ...]:
        """All delimiters."""
        return tuple(word for region, _ in self.regions for word in (region.begin, region.end))

    @property
    def stub_lines(self) -> tuple[str, ...]:
        """All lines that are released in place of a solution."""
        stubs = (*(stub for _, stub in self.code_stubs), self.text_stub)
        return tuple(line for stub in stubs for line in stub.split("\n"))

    def stub(self, runs: bool, language: str = "python") -> str:
        """What stands for a solution; empty for a language that has no stub.

        Args:
            runs: whether it is a code cell.
            language: language of the notebook's kernel.
        """
        return dict(self.code_stubs).get(language, "") if runs else self.text_stub

    def is_released(self, source: str, language: str = "python") -> bool:
        """Whether a code cell holds the stub, because it comes from a student version."""
        first = next((line.strip() for line in self.stub(True, language).split("\n") if line.strip()), "")
        return bool(first) and first in source

    def released(self, source: str, runs: bool, language: str = "python") -> str:
        """What nbgrader releases of a solution cell: its regions replaced, or all of it if it has none."""
        stub = self.stub(runs, language)
        if not self.solution.is_in(source):
            return stub
        open_part = self.hidden_tests.without(self.solution.replaced(source, stub))
        return self.mark_scheme.without(open_part)

    def secret(self, source: str, marker: Marker) -> tuple[list[str], list[str]]:
        """Lines of a source cell that students get, and those that they do not get.

        A solution cell without a region is secret as a whole.
        """
        if marker.solution and not self.solution.is_in(source):
            return [], [line for line in source.split("\n") if not self.has_word(line)]
        shown, hidden = source.split("\n"), list[str]()
        for region, _ in self.regions:
            shown, inside = region.split("\n".join(shown))
            hidden += inside
        return shown, hidden

    def has_word(self, line: str) -> bool:
        """Whether a line holds a delimiter."""
        return any(word in line for word in self.words)

    def model_answer(self, source: str) -> str:
        """The source of a solution cell as a student would write it: without the lines of delimiters."""
        return "\n".join(line for line in source.split("\n") if not self.has_word(line))


NBGRADERS_DELIMITERS = Delimiters()
"""Those of a course that configures none."""
