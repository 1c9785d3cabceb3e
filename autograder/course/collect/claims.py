"""Whose a file of an export is, as the system says, and what that is read from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath


@dataclass(frozen=True)
class Claim:
    """Whose a file is, as the system says."""

    key: tuple[str, ...]
    """What the system writes for this person and for nobody else in the export."""
    candidates: tuple[str, ...]
    """Ids that the person can have in the course; the first is the usual one."""
    file: PurePosixPath
    """Where the file lay in what the person handed in."""
    person: str = ""
    """The name that the system gives."""
    time: str = ""
    """When it was handed in, as the system says (ISO 8601, mostly without a zone); empty if it does not."""
    attempt: str = ""
    """What tells apart several submissions of one person; empty where the export holds only the last."""
    late: bool = False
    """Whether the system says that it came late."""
    doubtful: tuple[str, ...] = ()
    """Ids of another person who may be meant, because a name holds what the system writes."""
    stamp: bool = False
    """Whether the file is the system's, and says when the submission was handed in."""
    order: int = 0
    """A number of the system's that grows from one hand-in to the next; 0 where it gives none."""
    back: str = ""
    """What the system wants a file, or its folder, to be called that it gives back to this person; empty if
    it has no such way."""
    also: tuple[Claim, ...] = ()
    """The same file as that of the others, where a group handed it in together."""


@dataclass(frozen=True)
class Export:
    """What a layout is read from."""

    paths: Sequence[PurePosixPath]
    """Paths of all files, from the folder that holds the class."""
    name: str
    """The problem set."""
    notebooks: Sequence[str]
    """File names of its notebooks."""
    sets: frozenset[str] = frozenset()
    """Names of all problem sets."""
    named: bool = False
    """Whether the instructor said which layout it is."""
    clones: frozenset[PurePosixPath] = frozenset()
    """Folders that are clones of git repositories."""
    contents: Mapping[PurePosixPath, bytes] = field(default_factory=dict)
    """What the system's own lists in the export hold, by path."""
    folder: str = ""
    """The folder in which the class lies; empty at the top."""

    def inner(self) -> Export:
        """What lies in the only folder at the top."""
        return replace(
            self,
            paths=[_below(path) for path in self.paths],
            clones=frozenset(_below(path) for path in self.clones if len(path.parts) > 1),
            contents={_below(path): data for path, data in self.contents.items() if len(path.parts) > 1},
            folder=self.paths[0].parts[0],
        )


Read = Callable[[Export], Mapping[PurePosixPath, Claim]]
"""A layout: whose each file is, by path; what does not fit it is not there."""


def _below(path: PurePosixPath) -> PurePosixPath:
    return PurePosixPath(*path.parts[1:])


def is_notebook(path: PurePosixPath) -> bool:
    """Whether a file is called a notebook, whatever the case of its suffix."""
    return path.suffix.casefold() == ".ipynb"


def is_own_notebook(name: str, notebooks: Iterable[str]) -> bool:
    """Whether a file has the name of one of the set's notebooks, which says nothing about whose it is."""
    return name.casefold() in {notebook.casefold() for notebook in notebooks}
