"""Forked kernels: they behave as those that start by themselves, and share nothing but imports."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbclient
import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError

sys.path.insert(0, str(Path(__file__).parents[2] / "_ext"))

from bookext.execute import forked_kernels


@pytest.fixture(scope="module")
def manager():
    with forked_kernels.forked(["colorsys", "matplotlib", "no_such_module"]) as manager:
        yield manager


def run(manager, *sources, folder=None):
    """Execute cells in a kernel; return the outputs of the last one."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbclient.execute(notebook, cwd=folder and str(folder), timeout=60, kernel_manager_class=manager)
    return notebook.cells[-1].outputs


def printed(manager, *sources, **more):
    return "".join(output.get("text", "") for output in run(manager, *sources, **more)).split()


LOADED = "import sys; print('colorsys' in sys.modules)"


def test_the_modules_are_imported_beforehand_by_this_manager_alone(manager):
    assert printed(manager, LOADED) == ["True"]
    assert printed(AsyncKernelManager, LOADED) == ["False"]


def test_a_kernel_has_the_folder_and_the_environment_of_its_start(manager, tmp_path, monkeypatch):
    monkeypatch.setenv("A_SETTING", "of this moment")
    assert printed(manager, "import os; print(os.getcwd())", folder=tmp_path) == [str(tmp_path)]
    assert printed(manager, "import os; print(os.environ['A_SETTING'])") == ["of", "this", "moment"]


def test_nothing_carries_over_from_one_kernel_to_the_next(manager):
    assert printed(manager, "import colorsys; colorsys.mark = kept = 1", "print(colorsys.mark)") == ["1"]
    seen = "import colorsys; print(hasattr(colorsys, 'mark'), 'kept' in globals())"
    assert printed(manager, seen) == ["False", "False"]


def test_a_figure_is_shown(manager):
    drawn = run(manager, "import matplotlib.pyplot as plt", "plt.plot([0, 1]); plt.show()")
    assert "image/png" in drawn[-1]["data"]


def test_a_kernel_that_dies_is_noticed_and_others_go_on(manager):
    with pytest.raises(DeadKernelError):
        run(manager, "import os; os._exit(1)")
    assert printed(manager, "print(1)") == ["1"]


def test_no_kernel_is_left_behind(manager):
    pid = int(printed(manager, "import os; print(os.getpid())")[0])
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_kernel_finds_the_modules_that_one_started_by_itself_finds(manager):
    path = "import sys; print(sys.path)"
    assert printed(manager, path) == printed(AsyncKernelManager, path)


START = f"""
import asyncio, os, sys
sys.path.insert(0, {str(Path(forked_kernels.__file__).parents[2])!r})
from bookext.execute import forked_kernels

async def start(manager):
    await manager.start_kernel()
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready(timeout=60)
    print(manager.provisioner.pid, flush=True)

with forked_kernels.forked(sys.argv[2:]) as manager:
    asyncio.run(start(manager()))
    if sys.argv[1] == "dies":
        os.kill(os.getpid(), 9)
"""
"""A script that starts a kernel, prints its process number, and then dies, or leaves the context."""


@pytest.mark.parametrize("ending", ["dies", "leaves the context"])
def test_kernels_end_with_what_they_were_started_for(ending):
    # The output is at its end only when every process that writes to it, the kernel and the server among
    # them, is gone. One that stays lets this wait until the time is up, and fail.
    command = [sys.executable, "-c", START, ending]
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=60)
    assert re.fullmatch(r"\d+\n", ended.stdout)


def test_what_a_library_writes_as_it_is_imported_is_not_shown(tmp_path):
    (tmp_path / "noisy.py").write_text("import os\nos.write(2, b'noise')\nopen('imported', 'w').close()\n")
    env = os.environ | {"PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-c", START, "leaves the context", "noisy"]
    ended = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (tmp_path / "imported").exists()
    assert ended.stderr == ""


def test_a_kernel_can_be_interrupted(manager):
    cell = nbformat.v4.new_code_cell("import threading; threading.Event().wait()")
    with pytest.raises(CellTimeoutError):
        nbclient.execute(nbformat.v4.new_notebook(cells=[cell]), timeout=1, kernel_manager_class=manager)
