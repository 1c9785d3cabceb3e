"""A submission in nbgrader's folder, in place of the earlier one: the old whole, or the new whole."""

from __future__ import annotations

import filecmp
import os
from collections.abc import Mapping
from pathlib import Path

from autograder.course.collect.report import Outcome
from autograder.course.collect.sort import STAMP
from autograder.course.collect.unpack import Piece
from autograder.course.files import exchange


def build(draft: Path, places: Mapping[str, Piece], time: str, shared: bool) -> None:
    """Make the folder of a submission; the pieces' files move there.

    Args:
        draft: the folder, which does not exist yet; on the disk of the pieces.
        places: the files, by path within the submission.
        time: when it was handed in, for nbgrader's ``timestamp.txt``; empty if that is not known.
        shared: whether the course belongs to a group of instructors.
    """
    draft.mkdir()
    for place, piece in places.items():
        target = draft / place
        target.parent.mkdir(parents=True, exist_ok=True)
        piece.content.rename(target)
        target.chmod(0o664 if shared else 0o644)
    if time:
        (draft / STAMP).write_text(f"{time}\n", encoding="utf-8")
        (draft / STAMP).chmod(0o664 if shared else 0o644)
    for here, _, _ in os.walk(draft):
        os.chmod(here, 0o2775 if shared else 0o755)


def put(draft: Path, target: Path) -> Outcome:
    """Exchange a submission for the earlier one, which lies where the draft lay then.

    Raises:
        OSError: if that is not possible; then the earlier one is where it was.
    """
    if not target.exists() and not target.is_symlink():
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.rename(target)
        return "new"
    if is_same(draft, target):
        return "unchanged"
    exchange(draft, target)
    return "replaced"


def is_same(one: Path, other: Path, but_time: bool = False) -> bool:
    """Whether two folders hold the same files with the same content; the time of the hand-in too, or not."""
    mine, theirs = _files(one), _files(other)
    if but_time and mine is not None and theirs is not None:
        theirs.pop(STAMP, None)
        mine.pop(STAMP, None)
    if mine is None or theirs is None or mine.keys() != theirs.keys():
        return False
    return all(filecmp.cmp(mine[path], theirs[path], shallow=False) for path in mine)


def _files(folder: Path) -> dict[str, Path] | None:
    """The files of a folder by path; None if something in it is no plain file."""
    if folder.is_symlink() or not folder.is_dir():
        return None
    found: dict[str, Path] = {}
    for here, folders, files in os.walk(folder):
        paths = [Path(here) / name for name in (*folders, *files)]
        if any(path.is_symlink() for path in paths):
            return None
        found |= {str((Path(here) / name).relative_to(folder)): Path(here) / name for name in files}
    return found if all(path.is_file() for path in found.values()) else None
