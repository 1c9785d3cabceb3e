"""A process that has imported the large libraries and forks a kernel whenever it is asked for one.

Run as a script. Each line on its standard input is a JSON object: ``file``, the connection file of a new
kernel; ``cwd``, the folder where it works; ``env``, its environment. The answer is a line with its process
number. The first line names the modules to import. The end of the input ends the process.

Nothing but imports happens here: a process in which TensorFlow has computed something must not be forked.
"""

import contextlib
import importlib
import json
import os
import signal
import sys


def preload(modules):
    """Import modules without a word; one that is missing is the affair of the page that imports it."""
    kept, null = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)  # TensorFlow's C++ core writes there as it is imported
    try:
        for module in modules:
            with contextlib.suppress(ImportError):
                importlib.import_module(module)
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(null)


def become_kernel(file, cwd, env):
    """Turn this process into a kernel, as ``python -m ipykernel_launcher`` would."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(2, 1)  # the server's own output is its answers
    from ipykernel.kernelapp import IPKernelApp

    # With a parent's number it ends itself when the server is gone. Its warning about an unencrypted
    # connection is for those who listen on a network.
    IPKernelApp.launch_instance(
        argv=["-f", file, "--log-level=ERROR", f"--IPKernelApp.parent_handle={os.getppid()}"]
    )


def serve(lines, answers):
    """Fork a kernel for each line."""
    preload(json.loads(next(lines)))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the kernels
    for line in lines:
        pid = os.fork()
        if pid == 0:
            become_kernel(**json.loads(line))
            os._exit(0)
        answers.write(f"{pid}\n")
        answers.flush()


if __name__ == "__main__":
    serve(iter(sys.stdin.readline, ""), sys.stdout)
