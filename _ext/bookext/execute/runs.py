"""Runs pages: several at a time, each in a kernel of its own, the longest first."""

from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, nullcontext
from copy import deepcopy
from functools import partial

from jupyter_client.manager import AsyncKernelManager

from bookext.execute import forked_kernels, progress
from bookext.execute.page import Page
from bookext.foreign.jupyter_cache_private import Run, executed
from bookext.foreign.myst_nb_private import Settings

# A kernel warns that its connection is not encrypted, which is for those who listen on a network.
OF_A_KERNEL = ["--log-level=ERROR"]


def longest_first(pages: list[Page], seconds: Mapping[str, float]) -> list[Page]:
    """Order pages so that no long one is left to the end.

    Args:
        pages: the pages.
        seconds: how long they took in their last run; of two that never ran, the longer text counts as the
            longer run.
    """
    return sorted(pages, key=lambda p: seconds.get(p.name) or 1e6 + p.path.stat().st_size, reverse=True)


def runs(pages: list[Page], settings: Settings, workers: int) -> Iterator[tuple[Page, Run]]:
    """Run pages; yield each with its run as it is finished.

    Args:
        pages: the pages, in the order in which they begin.
        settings: MyST-NB's.
        workers: how many run at a time.
    """
    with _kernels(pages) as manager, progress.bar(len(pages)) as advance, ThreadPoolExecutor(workers) as pool:
        run = partial(_run, settings=settings, manager=manager)
        running = {pool.submit(run, page): page for page in pages}
        try:
            for future in as_completed(running):
                page, finished = running[future], future.result()
                advance(page.name, finished.seconds, finished.error is None)
                yield page, finished
        finally:
            for future in running:
                future.cancel()


def _run(page: Page, settings: Settings, manager: type[AsyncKernelManager]) -> Run:
    return executed(
        deepcopy(page.notebook),
        page.path.parent,
        settings.timeout,
        settings.allow_errors,
        kernel_manager_class=manager,
        extra_arguments=[] if progress.verbose() else OF_A_KERNEL,
        # A line that a busy machine sends in two parts would be shown as two lines.
        coalesce_streams=True,
    )


def _kernels(pages: list[Page]) -> AbstractContextManager[type[AsyncKernelManager]]:
    """What several pages import is imported once, and their kernels are forked, where they can be."""
    pages_of = Counter(name for page in pages for name in page.imports.others)
    common = sorted(name for name, count in pages_of.items() if count > 1)
    if "keras" in common and forked_kernels.may_fork():
        return forked_kernels.forked(common)
    return nullcontext(AsyncKernelManager)
