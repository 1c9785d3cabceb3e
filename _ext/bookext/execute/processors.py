"""How many processors this build may use, and how many threads each kernel computes with.

Every kernel computes with the same number of threads, however many pages run at the moment, so that the
numbers do not depend on what else ran.
"""

import os

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
# Kernels that share a GPU must not take all its memory when they start.
SHARE_THE_GPU = {"TF_FORCE_GPU_ALLOW_GROWTH": "true", "XLA_PYTHON_CLIENT_PREALLOCATE": "false"}


def processors() -> int:
    """Number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def share(app: Sphinx, config: Config) -> None:
    """Fix the number of pages that run at a time, and the number of threads of each kernel."""
    config.book_workers = config.book_workers or processors()
    threads = str(max(1, processors() // config.book_workers))
    for name, value in {**dict.fromkeys(THREADS, threads), **SHARE_THE_GPU}.items():
        os.environ.setdefault(name, value)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the setting ``book_workers``: how many pages run at a time, 0 for one per processor."""
    app.add_config_value("book_workers", 0, "")
    app.connect("config-inited", share)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
