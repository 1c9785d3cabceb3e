"""What a forked process does to become a kernel, as ``python -m ipykernel_launcher`` would start it."""

import multiprocessing
import os
import sys
import threading


def become_kernel(file: str, cwd: str, env: dict[str, str], path: list[str]) -> None:
    """Turn this process into a kernel, and stay one until it is shut down.

    Args:
        file: its connection file.
        cwd: the folder where it works.
        env: its environment.
        path: where it finds modules.
    """
    os.setsid()
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    sys.path[:] = path
    sys.argv[:] = ["ipykernel_launcher", "-f", file]
    threading.Thread(target=_end_with_the_build, daemon=True).start()
    from ipykernel.kernelapp import IPKernelApp

    # Its warning about an unencrypted connection is for those who listen on a network. With the number of
    # a parent it does not explain how to end a kernel that was started by hand.
    IPKernelApp.launch_instance(
        argv=["-f", file, "--log-level=ERROR", f"--IPKernelApp.parent_handle={os.getppid()}"]
    )


def _end_with_the_build() -> None:
    """End this process when the one that asked for it is gone."""
    if build := multiprocessing.parent_process():
        build.join()
        os._exit(1)
