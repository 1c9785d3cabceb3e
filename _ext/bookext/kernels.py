"""Kernels that start in no time: forked from one process that has imported the libraries already.

Every page imports TensorFlow, which takes longer than many pages compute. With several pages to run, one
`kernelserver` imports it once. On a GPU, and with another backend of Keras, each kernel starts by itself:
their libraries do not like to be forked.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from importlib.metadata import EntryPoint
from pathlib import Path

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from bookext.pagekey import keras_backend

NAME = "book-forked"
SERVER = Path(__file__).with_name("kernelserver.py")
ALWAYS = ("ipykernel.kernelapp", "ipykernel.zmqshell")


def may_fork():
    """Whether kernels can be forked on this machine and with this backend."""
    return sys.platform == "linux" and keras_backend() == "tensorflow" and not shutil.which("nvidia-smi")


class Server:
    """Starts a `kernelserver`, and asks it for kernels; safe to share between threads.

    Args:
        modules: dotted names of the modules to import beforehand.
    """

    def __init__(self, modules):
        # An inline backend must be asked for before matplotlib is imported; a kernel asks later.
        env = os.environ | {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
        env.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        command = [sys.executable, "-P", str(SERVER)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._process = subprocess.Popen(command, env=env, **pipes)
        self._lock = threading.Lock()
        self._say([*modules, *ALWAYS])

    def _say(self, what):
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()

    def fork(self, file, cwd, env):
        """Start a kernel.

        Args:
            file: its connection file.
            cwd: the folder where it works.
            env: its environment.

        Returns:
            Its process number.
        """
        with self._lock:
            self._say({"file": str(file), "cwd": str(cwd), "env": dict(env)})
            return int(self._process.stdout.readline())

    def close(self):
        """End the server; kernels that still run end with it."""
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


class Forked:
    """The part of ``subprocess.Popen`` that a provisioner uses, for a process that is not our child."""

    stdin = stdout = stderr = None

    def __init__(self, pid):
        self.pid = pid

    def poll(self):
        """Return None while it runs, and 0 afterwards: its exit status went to the server."""
        return None if self.send_signal(0) else 0

    wait = poll

    def send_signal(self, number):
        """Send a signal; return whether there was a process to receive it."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)
            return True
        return False

    def terminate(self):
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self):
        """End it."""
        self.send_signal(signal.SIGKILL)


class ForkedProvisioner(LocalProvisioner):
    """Has kernels forked by the server in ``server`` instead of starting them."""

    server = None

    async def launch_kernel(self, cmd, **kwargs):
        """Fork a kernel; it has a process group of its own."""
        self.cwd = kwargs.get("cwd") or os.getcwd()
        pid = self.server.fork(self.parent.connection_file, self.cwd, kwargs.get("env") or os.environ)
        self.process, self.pid, self.pgid = Forked(pid), pid, pid
        return self.connection_info


@contextlib.contextmanager
def forked(modules):
    """Within this context new kernels of this process are forked, with ``modules`` imported beforehand."""
    factory = KernelProvisionerFactory.instance()
    before = factory.default_provisioner_name
    factory.provisioners[NAME] = EntryPoint(NAME, f"{__name__}:ForkedProvisioner", factory.GROUP_NAME)
    server = ForkedProvisioner.server = Server(modules)
    factory.default_provisioner_name = NAME
    try:
        yield
    finally:
        factory.default_provisioner_name = before
        ForkedProvisioner.server = None
        server.close()
