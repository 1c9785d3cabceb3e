"""Kernels that start in no time: forked from one process that has imported the libraries already.

Every page imports TensorFlow, which takes longer than many pages compute. With several pages to run, the
standard library's fork server imports it once, and forks a kernel whenever one is asked for. On a GPU, and
with another backend of Keras, each kernel starts by itself: their libraries do not like to be forked.

The kernels are Jupyter's own. Jupyter starts a kernel through a provisioner, and `Manager` names ours.
"""

import contextlib
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from bookext.execute import kernel_process
from bookext.execute.keys import keras_backend

NAME = "book-forked"
"""of the provisioner and of its processes"""
ALWAYS = ("ipykernel.kernelapp", "ipykernel.zmqshell")
EXTENSION = Path(__file__).parents[2]


def may_fork() -> bool:
    """Whether kernels can be forked on this machine and with this backend."""
    return sys.platform == "linux" and keras_backend() == "tensorflow" and not shutil.which("nvidia-smi")


@contextlib.contextmanager
def forked(modules: Iterable[str]) -> Iterator[type[AsyncKernelManager]]:
    """Yield the manager that has its kernels forked, with ``modules`` imported beforehand.

    A module that cannot be imported is left to the page that imports it. Kernels that still run when the
    context ends are ended.
    """
    _start_server([*modules, *ALWAYS])
    _register()
    try:
        yield Manager
    finally:
        for process in multiprocessing.active_children():
            if process.name == NAME:
                process.kill()


def _start_server(modules: list[str]) -> None:
    """Start the fork server, which lives as long as this process does; one that runs already is kept."""
    from multiprocessing import forkserver  # not everywhere

    multiprocessing.get_context("forkserver").set_forkserver_preload(["bookext.execute.kernel_preload"])
    settings = {
        "BOOK_PRELOAD": " ".join(modules),
        # An inline backend must be asked for before matplotlib is imported; a kernel asks later.
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "TF_CPP_MIN_LOG_LEVEL": os.environ.get("TF_CPP_MIN_LOG_LEVEL", "3"),
        # The server finds modules by this path alone.
        "PYTHONPATH": os.pathsep.join([str(EXTENSION), *filter(None, [os.environ.get("PYTHONPATH")])]),
    }
    before = dict(os.environ)
    os.environ.update(settings)
    try:
        forkserver.ensure_running()
    finally:
        os.environ.clear()
        os.environ.update(before)


def _register() -> None:
    """Make the provisioner known to Jupyter.

    Jupyter finds provisioners by the entry points of installed packages. The book builds without being
    installed, so here the entry point is made by hand.
    """
    factory = KernelProvisionerFactory.instance()
    entry = EntryPoint(NAME, f"{__name__}:{Provisioner.__name__}", factory.GROUP_NAME)
    factory.provisioners.setdefault(NAME, entry)


class Manager(AsyncKernelManager):
    """Manages a kernel that is forked: its kernelspec names our provisioner."""

    @property
    def kernel_spec(self) -> KernelSpec | None:
        """The kernelspec of the kernel's name, started in our way."""
        if spec := super().kernel_spec:
            spec.metadata["kernel_provisioner"] = {"provisioner_name": NAME, "config": {}}
        return spec


class Provisioner(LocalProvisioner):
    """Has the fork server start a kernel; looks after it as Jupyter does after any other."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel; it has a process group of its own."""
        self.cwd = str(kwargs.get("cwd") or Path.cwd())
        env = dict(kwargs.get("env") or os.environ)
        process = multiprocessing.get_context("forkserver").Process(
            target=kernel_process.become_kernel,
            args=(self.parent.connection_file, self.cwd, env, _path(env)),  # type: ignore[union-attr]
            name=NAME,
        )
        process.start()
        self.process = Child(process)  # type: ignore[assignment]
        self.pid = self.pgid = process.pid
        return self.connection_info


def _path(env: dict[str, str]) -> list[str]:
    """Return where an interpreter with that environment finds modules: not in the build's folders."""
    asked = [sys.executable, "-P", "-c", "import json, sys; print(json.dumps(sys.path))"]
    return json.loads(subprocess.run(asked, env=env, check=True, capture_output=True).stdout)


class Child:
    """A process as a provisioner wants it: with the methods of ``subprocess.Popen``."""

    stdin = stdout = stderr = None

    def __init__(self, process: multiprocessing.process.BaseProcess) -> None:
        self._process = process
        self.pid = process.pid
        self.terminate, self.kill = process.terminate, process.kill

    def poll(self) -> int | None:
        """Return the exit status, or None while it runs."""
        return self._process.exitcode

    def wait(self) -> int | None:
        """Wait for the end; return the exit status."""
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send a signal to the process, if it is still there."""
        if self.pid is not None and self.poll() is None:
            os.kill(self.pid, number)
