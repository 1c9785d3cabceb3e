"""Tries many calls inside a jail and prints as JSON what became of each, and of a file and a process outside.

Run as a program, with the kind of jail: whoever runs it owns the file and the process.
"""
# ruff: noqa: E501 - an attempt is a line

import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from written import notebook, solution, test_cell

from autograder.grading.notebook import Grader, grade_notebook
from autograder.records import Settings
from autograder.sandbox.jail import command

SETTINGS = Settings(cell_seconds=20, notebook_seconds=60, memory_megabytes=512)
OLDER = """
from autograder.sandbox.jail import landlock
landlock.abi = lambda: {}
from autograder.sandbox import forkserver
forkserver.main()
"""
START = """
import ctypes, fcntl, json, mmap, os, resource, signal, struct
libc, work, pid = ctypes.CDLL(None, use_errno=True), {work!r}, {pid}
def call(number, *arguments):
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    if libc.syscall(ctypes.c_long(number), *words) < 0:
        raise OSError(ctypes.get_errno(), "")
seen = {{}}
def attempt(name, text):
    try:
        exec(text, globals())
        seen[name] = "done"
    except Exception as error:
        seen[name] = type(error).__name__
"""
OUTSIDE = {
    "chmod": "os.chmod(work, 0o666)",
    "chmod by descriptor of the folder": "os.chmod(os.path.basename(work), 0o666, dir_fd=os.open(os.path.dirname(work), os.O_PATH))",
    "fchmodat2": "call(452, -100, work.encode(), 0o666, 0)",
    "chown": "os.chown(work, os.getuid(), os.getgid())",
    "utime": "os.utime(work, (1, 1))",
    "extended attribute": "os.setxattr(work, 'user.x', b'1')",
    "extended attribute, new call": "call(463, -100, work.encode(), 0, b'user.x', None, 0)",
    "truncate": "os.truncate(work, 0)",
    "open to truncate": "os.open(work, os.O_RDONLY | os.O_TRUNC)",
    "open without reading or writing": "os.open(work, 3)",
    "read": "open(work).read()",
    "link": "os.link(work, 'mine')",
    "rename": "os.rename(work, 'mine')",
    "unlink": "os.unlink(work)",
    "watch of the folder": "libc.inotify_add_watch.restype and libc.inotify_add_watch(libc.inotify_init(), os.path.dirname(work).encode(), 0xfff) < 0 and 1/0",
    "limits of another": "resource.prlimit(pid, resource.RLIMIT_CPU, (1, 1))",
    "priority of another": "os.setpriority(os.PRIO_PROCESS, pid, 19)",
    "priority of all": "os.setpriority(os.PRIO_USER, os.getuid(), 19)",
    "processors of another": "os.sched_setaffinity(pid, {0})",
    "scheduling of another": "os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))",
    "kill": "os.kill(pid, signal.SIGTERM)",
    "kill of all": "os.kill(-1, signal.SIGTERM)",
    "tkill": "call(200, pid, 15)",
    "tgkill": "call(234, pid, pid, 15)",
    "queued signal": "call(129, pid, 15, ctypes.create_string_buffer(struct.pack('iii', 15, 0, -1), 128))",
    "queued signal to a thread": "call(297, pid, pid, 15, ctypes.create_string_buffer(struct.pack('iii', 15, 0, -1), 128))",
    "signal by descriptor": "signal.pidfd_send_signal(os.pidfd_open(pid), signal.SIGTERM)",
    "signal by a pipe": "r, w = os.pipe(); fcntl.fcntl(r, fcntl.F_SETOWN, pid)",
    "signal of choice by a pipe": "r, w = os.pipe(); fcntl.fcntl(r, 10, 9)",
    "owner by a structure": "r, w = os.pipe(); fcntl.fcntl(r, 15, struct.pack('ii', 1, pid))",
    "ptrace": "libc.ptrace(16, pid, 0, 0) < 0 and 1/0",
    "memory of another": "call(310, pid, ctypes.create_string_buffer(16), 1, ctypes.create_string_buffer(16), 1, 0)",
    "descriptors of another": "call(438, os.pidfd_open(pid), 0, 0)",
    "kcmp": "call(312, os.getpid(), pid, 0, 0, 0)",
    "files of another": "os.listdir(f'/proc/{pid}/fd')",
    "environment of another": "open(f'/proc/{pid}/environ').read()",
    "out of memory first": "open(f'/proc/{pid}/oom_score_adj', 'w').write('1000')",
}
INSIDE = {
    "own processors": "os.sched_setaffinity(0, set(range(os.cpu_count())))",
    "own scheduling": "os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))",
    "sched_setattr": "call(314, 0, ctypes.create_string_buffer(struct.pack('IIQiIQQQ', 48, 0, 0, 0, 0, 0, 0, 0)), 0)",
    "input and output first": "call(251, 1, 0, 0)",
    "shared memory": "mmap.mmap(-1, 4096)",
    "shared memory by a device": "mmap.mmap(os.open('/dev/zero', os.O_RDWR), 4096)",
    "shared memory by a device, to read": "mmap.mmap(os.open('/dev/zero', os.O_RDONLY), 4096, prot=mmap.PROT_READ)",
    "memfd": "os.memfd_create('x')",
    "secret memory": "call(447, 0)",
    "System V memory": "call(29, 0, 4096, 0o1777)",
    "System V messages": "call(68, 0, 0o1777)",
    "System V semaphores": "call(64, 0, 1, 0o1777)",
    "message queue": "call(240, b'x', 0o102, 0o700, None)",
    "asynchronous input and output": "call(206, 100, ctypes.create_string_buffer(8))",
    "io_uring": "call(425, 4, ctypes.create_string_buffer(256))",
    "keyring": "call(250, 0, -3, 1)",
    "bpf": "call(321, 0, ctypes.create_string_buffer(128), 128)",
    "perf": "call(298, ctypes.create_string_buffer(128), 0, -1, -1, 0)",
    "userfaultfd": "call(323, 0)",
    "mount, new calls": "call(430, b'tmpfs', 0)",
    "handle of a file": "call(303, -100, b'/usr', ctypes.create_string_buffer(256), ctypes.create_string_buffer(8), 0)",
    "namespace": "call(272, 0x10000000)",
    "chroot": "os.chroot('.')",
    "to outlive the grader": "call(157, 1, 0)",
    "not to be looked at": "call(157, 4, 0)",
    "to give orphans away": "call(157, 36, 0)",
    "keystrokes": "fcntl.ioctl(os.open('/dev/null', os.O_RDWR), 0x5412, b'x')",
    "sync": "call(162)",
    "more processes": "resource.setrlimit(resource.RLIMIT_NPROC, (10**6, 10**6))",
    "more memory": "resource.setrlimit(resource.RLIMIT_AS, (2**50, 2**50))",
    "real-time": "os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))",
    "abstract socket": "import socket; socket.socket(socket.AF_UNIX).bind('\\0x')",
    "network link": "import socket; socket.socket(16, socket.SOCK_RAW)",
}
ALLOWED = {
    "copy with mode": "import shutil; open('a', 'w').write('x'); shutil.copy('a', 'b'); shutil.copy2('a', 'c')",
    "copy of a folder": "import shutil; os.makedirs('d/e'); shutil.copytree('d', 'f')",
    "mode of an own file": "open('own', 'w').close(); os.chmod('own', 0o600)",
    "temporary files": "import tempfile; tempfile.NamedTemporaryFile().write(b'x'); tempfile.TemporaryDirectory().cleanup()",
    "savez": "import numpy; numpy.savez('z.npz', a=[1]); assert numpy.load('z.npz')['a'] == [1]",
    "figure": "import matplotlib; matplotlib.use('agg'); import matplotlib.pyplot as plt; plt.plot([1]); plt.savefig('f.png')",
    "zip file": "import zipfile; zipfile.ZipFile('z.zip', 'w').writestr('a', 'x'); zipfile.ZipFile('z.zip').extractall('unzipped')",
    "archive": "import tarfile; t = tarfile.open('t.tar', 'w'); t.add('own'); t.close(); tarfile.open('t.tar').extractall('u', filter='data')",
    "subprocess": "import subprocess; assert subprocess.run(['/bin/echo', 'x'], capture_output=True).stdout == b'x\\n'",
    "shell": "assert os.system('true') == 0",
    "fork and wait": "child = os.fork()\nif child == 0: os._exit(7)\nassert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7",
    "end of an own child": "import subprocess; p = subprocess.Popen(['sleep', '60']); p.kill(); assert p.wait(10) == -9",
    "threads": "from concurrent.futures import ThreadPoolExecutor; assert list(ThreadPoolExecutor(4).map(abs, [-1])) == [1]",
    "event loop": "import asyncio; loop = asyncio.new_event_loop(); assert loop.run_until_complete(asyncio.sleep(0, 5)) == 5",
    "pipe of processes": "import multiprocessing as m; r, w = m.Pipe(); w.send(1); assert r.recv() == 1",
    "memory map of a file": "import numpy; numpy.memmap('m', dtype=float, mode='w+', shape=10)[:] = 1",
    "own priority": "os.nice(1)",
    "own limits": "resource.setrlimit(resource.RLIMIT_STACK, resource.getrlimit(resource.RLIMIT_STACK))",
    "alarm": "signal.setitimer(signal.ITIMER_REAL, 0)",
    "truncate own": "open('own', 'w').write('xyz'); os.truncate('own', 1); assert os.path.getsize('own') == 1; open('own', 'w').close()",
    "null device": "open('/dev/null', 'w').write('x')",
}  # fmt: skip


def main(kind, version=None):
    """Print what became of the calls; ``version`` plays an older Landlock."""
    if version:
        command.bare = lambda words: [sys.executable, "-P", "-c", OLDER.format(int(version)), words[-1]]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder, "work.txt")
        work.write_text("neighbour")
        victim = subprocess.Popen(["sleep", "600"])
        before = state(work, victim.pid)
        answer = START.format(work=str(work), pid=victim.pid)
        attempts = ALLOWED | INSIDE | OUTSIDE
        answer += "\n".join(f"attempt({name!r}, {text!r})" for name, text in attempts.items())
        source = notebook(solution(answer, "a"), test_cell("print(json_of(seen))", "t"))
        source = source.replace(b"json_of(seen)", b"'SEEN' + __import__('json').dumps(seen)")
        with Grader(replace(SETTINGS, jail=kind)) as grader:
            result = grade_notebook(source, source, grader=grader)
        cell = result.cells[0]
        seen = json.loads(cell.output.partition("SEEN")[2]) if cell.verdict == "passed" else cell.message
        after = state(work, victim.pid)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
    print(json.dumps({"isolation": result.isolation, "seen": seen, "before": before, "after": after}))


def state(work, pid):
    """All that the calls go for."""
    status = work.stat()
    process = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return {
        "file": [status.st_mode, status.st_uid, status.st_mtime, status.st_size, status.st_nlink],
        "attributes": os.listxattr(work),
        "process": [process[0] in "SR", process[16]],
        "processors": sorted(os.sched_getaffinity(pid)),
        "scheduling": os.sched_getscheduler(pid),
        "limits": Path(f"/proc/{pid}/limits").read_text(),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
