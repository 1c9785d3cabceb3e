"""Arrays that are kept on disk from one run to the next: drawn images, and weights.

A file appears whole or not at all, and one that was damaged later counts as missing. So whoever reads
the cache gets what was written or computes it anew, and a cache that cannot be used costs time alone.
"""

import logging
import os
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

log = logging.getLogger(__name__)


def cache_folder() -> Path | None:
    """Name the folder that keeps arrays.

    Returns:
        The folder that ``TRAINDNN_CACHE`` names, else ``traindnn`` in the user's cache folder; None
        if ``TRAINDNN_CACHE`` is ``off`` or there is no home folder.
    """
    named = os.environ.get("TRAINDNN_CACHE")
    if named:
        return None if named.lower() == "off" else Path(named)
    try:
        home = Path.home()
    except RuntimeError:
        return None
    default = {"darwin": home / "Library/Caches", "win32": home / "AppData/Local"}
    base = os.environ.get("XDG_CACHE_HOME") or default.get(sys.platform, home / ".cache")
    return Path(base, "traindnn")


def recall(file: Path | None) -> dict[str, np.ndarray] | None:
    """Read the arrays of a file.

    Args:
        file: an .npz file that `keep` may have written; None stands for a cache that is switched off.

    Returns:
        The arrays by name, in the order in which they were written; None if there is no such file, or it is
        damaged (a zip has checksums).
    """
    if file is None or not file.is_file():
        return None
    try:
        # A zip first: of a file of another kind `np.load` may make something that is no archive.
        with zipfile.ZipFile(file), np.load(file, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        log.info("%s is damaged and counts as missing: %s", file, error)
        return None


def keep(file: Path | None, arrays: Mapping[str, np.ndarray]) -> None:
    """Write arrays to a file, in one step; if that fails, nothing is left behind.

    Args:
        file: the .npz file, in a folder that is made if it is not there; None: nothing is written.
        arrays: the arrays by name.
    """
    if file is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".new-") as folder:
            new = Path(folder, file.name)
            np.savez(new, **arrays)  # type: ignore[arg-type]  # a name might be that of an option
            os.replace(new, file)
    except OSError as error:
        log.info("The arrays could not be kept in %s: %s", file, error)
