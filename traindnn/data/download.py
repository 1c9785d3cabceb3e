"""Let Keras download a set: in a process of its own, quietly, within time limits.

The process writes into a staging folder beside Keras's cache; complete files are then moved over.
So a download that breaks off leaves nothing behind, and nothing of it is seen on the screen.
"""

import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from pathlib import Path

from traindnn.data.catalog import Spec
from traindnn.data.keras_cache import cached_files

log = logging.getLogger(__name__)

HOSTS = {"fashion_mnist": "https://storage.googleapis.com", "cifar10": "https://www.cs.toronto.edu"}
REACH_SECONDS = 4
STALL_SECONDS = 15
DOWNLOAD_SECONDS = 900

CHILD = """
import importlib, socket, sys
socket.setdefaulttimeout(float(sys.argv[2]))
importlib.import_module("keras.datasets." + sys.argv[1]).load_data()
"""


def is_allowed() -> bool:
    """Tell whether a download may be tried: not where ``TRAINDNN_DOWNLOAD`` is 0, no, off or false."""
    return os.environ.get("TRAINDNN_DOWNLOAD", "1").strip().lower() not in {"0", "no", "off", "false"}


def is_reachable(url: str, seconds: float = REACH_SECONDS) -> bool:
    """Tell whether a server answers, in bounded time.

    Args:
        url: address of the server; proxies of the environment are used, as by Keras.
        seconds: limit for all of it, a slow name server included.

    Returns:
        True if any answer came in time, an error page included.
    """
    answered = threading.Event()

    def ask() -> None:
        try:
            urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=seconds).close()
            answered.set()
        except urllib.error.HTTPError:
            answered.set()
        except OSError as error:
            log.info("%s is out of reach: %s", url, error)

    # Looking up a name has no time limit of its own; a daemon thread can be left behind.
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    return answered.is_set()


def download(spec: Spec, datasets: Path) -> bool:
    """Download a set into Keras's cache.

    Args:
        spec: the set.
        datasets: Keras's folder for sets; made if it is not there.

    Returns:
        True if the complete set lies there now.
    """
    if not is_allowed() or not is_reachable(HOSTS[spec.name]):
        return False
    log.info("Downloading %s through keras.datasets", spec.title)
    try:
        datasets.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=datasets, prefix=".download-") as staging:
            environment = {**os.environ, "KERAS_HOME": staging}
            command = [sys.executable, "-c", CHILD, spec.name, str(STALL_SECONDS)]
            subprocess.run(
                command, env=environment, check=True, capture_output=True, timeout=DOWNLOAD_SECONDS
            )
            return adopt(spec, Path(staging, "datasets"), datasets)
    except (OSError, subprocess.SubprocessError) as error:
        log.info("The download of %s failed: %s", spec.title, error)
        return False


def adopt(spec: Spec, staged: Path, datasets: Path) -> bool:
    """Move a complete set from a staging folder into Keras's cache.

    Args:
        spec: the set.
        staged: a folder laid out like `datasets`.
        datasets: Keras's folder for sets, on the same disk.

    Returns:
        True if the set was complete and lies in `datasets` now; otherwise nothing was moved.
    """
    for file in cached_files(spec, staged):
        target = datasets / file.relative_to(staged)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(file, target)
    for archive in staged.glob("*_archive"):
        shutil.move(archive, datasets / archive.name)
    return bool(cached_files(spec, datasets))
