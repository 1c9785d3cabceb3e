"""Forked kernels: they behave as those that start by themselves, and share nothing but imports."""

import os
import sys
from pathlib import Path

import nbclient
import nbformat
import pytest
from nbclient.exceptions import DeadKernelError

sys.path.insert(0, str(Path(__file__).parents[2] / "_ext"))

from bookext import kernels


@pytest.fixture(scope="module")
def server():
    with kernels.forked(["colorsys", "matplotlib", "no_such_module"]):
        yield


def run(*sources, folder=None):
    """Execute cells in a kernel; return the outputs of the last one."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbclient.execute(notebook, cwd=folder and str(folder), timeout=60)
    return notebook.cells[-1].outputs


def printed(*sources, **more):
    return "".join(output.get("text", "") for output in run(*sources, **more)).split()


LOADED = "import sys; print('colorsys' in sys.modules)"


def test_the_modules_are_imported_beforehand_in_this_context_alone(server):
    assert printed(LOADED) == ["True"]
    kernels.KernelProvisionerFactory.instance().default_provisioner_name = "local-provisioner"
    try:
        assert printed(LOADED) == ["False"]
    finally:
        kernels.KernelProvisionerFactory.instance().default_provisioner_name = kernels.NAME


def test_a_kernel_has_the_folder_and_the_environment_of_its_start(server, tmp_path, monkeypatch):
    monkeypatch.setenv("A_SETTING", "of this moment")
    assert printed("import os; print(os.getcwd())", folder=tmp_path) == [str(tmp_path)]
    assert printed("import os; print(os.environ['A_SETTING'])") == ["of", "this", "moment"]


def test_nothing_carries_over_from_one_kernel_to_the_next(server):
    assert printed("import colorsys; colorsys.mark = kept = 1", "print(colorsys.mark)") == ["1"]
    seen = "import colorsys; print(hasattr(colorsys, 'mark'), 'kept' in globals())"
    assert printed(seen) == ["False", "False"]


def test_a_figure_is_shown(server):
    drawn = run("import matplotlib.pyplot as plt", "plt.plot([0, 1]); plt.show()")
    assert "image/png" in drawn[-1]["data"]


def test_a_kernel_that_dies_is_noticed_and_others_go_on(server):
    with pytest.raises(DeadKernelError):
        run("import os; os._exit(1)")
    assert printed("print(1)") == ["1"]


def test_no_kernel_is_left_behind(server):
    pid = int(printed("import os; print(os.getpid())")[0])
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
