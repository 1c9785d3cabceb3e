"""A submission's limits hold for all that it starts together, and its neighbours keep their share."""

import os
import select
import socket
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from textwrap import dedent, indent

import pytest
from jails import KINDS, need_jail
from written import course, notebook, solution, test_cell

from autograder.grading.notebook import Grader, grade_notebook
from autograder.grading.preload import preload
from autograder.records import Settings
from autograder.sandbox import family, folders, patience, pool, watch
from autograder.sandbox.channel import Channel, encode
from autograder.sandbox.protocol import HowMuch, Limits, Role, Usage

SETTINGS = Settings(cell_seconds=20, notebook_seconds=90, memory_megabytes=256, file_megabytes=64)
TOO_MUCH = {
    "memory of children": """
        for _ in range(8):
            if os.fork() == 0:
                held = bytearray(60 << 20); held[::4096] = b'x' * len(held[::4096]); time.sleep(60)
        time.sleep(60)
    """,
    "memory of many small children": """
        for _ in range(50):
            if os.fork() == 0:
                held = bytearray(8 << 20); held[::4096] = b'x' * len(held[::4096]); time.sleep(60)
        time.sleep(60)
    """,
    "memory in shared mappings": """
        held = [mmap.mmap(-1, 40 << 20) for _ in range(20)]
        for each in held: each[::4096] = b'x' * len(each[::4096])
    """,
    "memory of orphans": """
        for _ in range(8):
            if os.fork() == 0:
                os.setsid()
                if os.fork(): os._exit(0)
                held = bytearray(60 << 20); held[::4096] = b'x' * len(held[::4096]); time.sleep(60)
        time.sleep(60)
    """,
    "disk": """
        for n in range(12):
            with open(f'{n}', 'wb') as file: file.write(bytes(50 << 20))
            time.sleep(.02)
        time.sleep(1)
    """,
    "disk in deleted files": """
        held = []
        for n in range(12):
            held.append(open('x', 'wb', buffering=0)); os.unlink('x'); held[-1].write(bytes(50 << 20))
            time.sleep(.02)
        time.sleep(1)
    """,
    "number of files": """
        for n in range(40_000): open(f'{n}', 'wb').close()
        time.sleep(1)
    """,
    "nested folders": """
        for n in range(22_000): os.mkdir('deep'); os.chdir('deep')
        time.sleep(1)
    """,
    "processes": """
        for n in range(200):
            if os.fork() == 0: time.sleep(60)
        time.sleep(60)
    """,
    "threads": """
        for n in range(200): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        time.sleep(60)
    """,
}
AS_MUCH_AS_ALLOWED = {
    "memory shared with children": """
        held = bytearray(150 << 20); held[::4096] = b'x' * len(held[::4096])
        children = []
        for _ in range(4):
            child = os.fork()
            if child == 0:
                end = time.monotonic() + .4
                while time.monotonic() < end: sum(held[::4096])
                os._exit(0)
            children.append(child)
        for child in children: assert os.waitpid(child, 0)[1] == 0
    """,
    "many processes": """
        import subprocess
        children = [subprocess.Popen(['sleep', '.4']) for _ in range(12)]
        assert [child.wait() for child in children] == [0] * 12
    """,
    "files": """
        for n in range(500): open(f'{n}', 'w').write('x')
        with open('large', 'wb') as file: file.write(bytes(40 << 20))
        time.sleep(.3)
    """,
}


@pytest.fixture(scope="module", params=KINDS)
def enclosed(request):
    with Grader(replace(SETTINGS, jail=request.param)) as made:
        yield need_jail(request.param, made)


def graded(grader, text):
    start = "import mmap, os, threading, time\nreached = False\ndef f():\n    global reached\n"
    answer = start + indent(dedent(text), "    ") + "\n    reached = True\n"
    source = notebook(solution(answer, "a"), test_cell("f()\nassert reached", "t"))
    return grade_notebook(source, source, grader=grader).cells[0]


@pytest.mark.jail
@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_all_together_take_is_limited(enclosed, name):
    cell = graded(enclosed, TOO_MUCH[name])
    assert cell.score == 0
    if name.startswith("memory of"):
        assert cell.verdict == "memory"
    assert cell.verdict in ("memory", "stopped", "failed"), cell.message
    honest = graded(enclosed, "pass")
    assert honest.verdict == "passed", honest.message


@pytest.mark.jail
@pytest.mark.parametrize("name", AS_MUCH_AS_ALLOWED)
def test_what_is_allowed_can_be_had(enclosed, name):
    cell = graded(enclosed, AS_MUCH_AS_ALLOWED[name])
    assert cell.verdict == "passed", cell.message


@pytest.mark.jail
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left_in_the_temporary_folder(kind, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Grader(replace(SETTINGS, jail=kind)) as made:
        need_jail(kind, made)
        text = "os.mkdir('closed', 0); os.mkdir('a'); os.open('a/b', os.O_CREAT, 0)\n"
        text += "for n in range(3000): os.mkdir('deep'); os.chdir('deep')"
        graded(made, text)
    assert not list(tmp_path.iterdir())


@pytest.mark.jail
def test_a_fork_server_outlives_a_grader_that_hangs_up_without_reading(enclosed):
    with enclosed.pool.using(preload(course())) as warm:
        pairs = [socket.socketpair() for _ in range(2)]
        process = warm.fork(Role.WORKER, *(theirs for _, theirs in pairs))
        process._socket.send(encode(HowMuch()))
        assert select.select([process._socket], [], [], 60)[0]
        process.let_go()
        assert graded(enclosed, "pass").verdict == "passed"
        assert warm.alive()


BURNS = """
    while True:
        try: os.fork()
        except OSError: pass
"""
NEEDS_A_SECOND = """
    while time.process_time() < 1: pass
"""


@pytest.mark.jail
@pytest.mark.parametrize("kind", KINDS)
def test_neighbours_of_a_burner_have_their_share(kind, monkeypatch):
    """All on one processor: who needs a third of his limit gets it beside sixty processes that burn."""
    monkeypatch.setattr(pool, "_processors", lambda: sorted(os.sched_getaffinity(0))[:1])
    with Grader(replace(SETTINGS, jail=kind, cell_seconds=3)) as made, ThreadPoolExecutor(3) as threads:
        need_jail(kind, made)
        texts = [NEEDS_A_SECOND, BURNS, NEEDS_A_SECOND]
        first, burner, second = threads.map(lambda text: graded(made, text), texts)
    assert (first.verdict, second.verdict) == ("passed", "passed"), (first.message, second.message)
    assert burner.verdict in ("timeout", "stopped")


@pytest.mark.jail
def test_a_submission_keeps_to_one_processor(enclosed):
    text = "assert len(os.sched_getaffinity(0)) == 1\n"
    text += "try: os.sched_setaffinity(0, range(os.cpu_count()))\nexcept PermissionError: pass\n"
    text += "assert len(os.sched_getaffinity(0)) == 1"
    cell = graded(enclosed, text)
    assert cell.verdict == "passed", cell.message


class Clock:
    """A clock that jumps to the moment for which it is waited."""

    def __init__(self):
        self.time = 0.0

    def __call__(self):
        return self.time


class Submission:
    """A process that uses and waits for given shares of the time that passes, on a processor busy for one."""

    def __init__(self, *shares):
        self.clock, *self.shares = shares

    def usage(self):
        return Usage(*(share * self.clock() for share in self.shares))


@pytest.mark.parametrize(
    ("uses", "waits", "busy", "seconds"),
    [
        (1.0, 0.0, 1.0, 10),  # computes
        (0.0, 0.0, 0.0, 10),  # sleeps on an idle processor
        (0.0, 0.0, 1.0, 10),  # sleeps on a busy one
        (0.5, 0.5, 1.0, 20),  # shares the processor with another
        (0.25, 0.75, 1.0, 30),  # gets a quarter: what it would need is more than the longest
        (1.0, 20.0, 1.0, 10),  # many threads wait for each other
        (0.3, 20.0, 0.3, 10),  # many threads sleep and wake
    ],
)
def test_time_that_others_took_does_not_count(monkeypatch, uses, waits, busy, seconds):
    clock = Clock()

    def arrives(channel, wait):
        clock.time += max(0.0, wait)
        return False

    monkeypatch.setattr(patience, "_arrives", arrives)
    arrival = patience.wait_for_answer(None, 10.0, [Submission(clock, uses, waits, busy)], clock)
    assert not arrival.came
    assert clock() == pytest.approx(seconds, rel=0.1)
    assert arrival.granted == pytest.approx(clock() - 10, abs=0.1)


def test_however_much_others_take_a_cell_may_be_given_what_it_would_have_had(monkeypatch):
    clock = Clock()

    def arrives(channel, wait):
        clock.time += max(0.0, wait)
        return False

    monkeypatch.setattr(patience, "_arrives", arrives)
    starved = Submission(clock, 0.05, 0.95, 1.0)
    arrival = patience.wait_for_answer(None, 10.0, [starved], clock, longest=1000)
    assert not arrival.came
    assert clock() == pytest.approx(10 / 0.05, rel=0.1)


def test_an_answer_is_taken_at_once():
    here, there = socket.socketpair()
    with here, there:
        Channel(there, 100, int).send(1)
        assert patience.wait_for_answer(Channel(here, 100, int), 10.0, []).came


def test_folders_are_counted_and_deleted_however_deep(tmp_path):
    top = tmp_path / "home"
    top.mkdir()
    (top / "link").symlink_to("/usr")
    (top / "file").write_bytes(bytes(100_000))
    folder = os.open(top, os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("deep", dir_fd=folder)
        inner = os.open("deep", os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(folder)
    held, files = folders.usage(str(top), 1000)
    assert files > 1000
    assert held >= 100_000
    folders.remove(str(top))
    assert not top.exists()
    assert Path("/usr").exists()


def test_a_family_is_a_process_and_its_descendants():
    def process(pid, parent):
        return family.Process(pid, parent, 1, 0.0, 0, 0)

    found = {pid: process(pid, parent) for pid, parent in {1: 0, 2: 1, 3: 2, 4: 3, 5: 1, 6: 99}.items()}
    members = family.families([2, 5, 7], found)
    assert {root: [each.pid for each in each_family] for root, each_family in members.items()} == {
        2: [2, 3, 4],
        5: [5],
    }


def test_a_look_is_taken_when_it_is_time():
    looks = watch.Watch(Limits(processes=0))
    mine = [watch.Watched(os.getpid(), None)]
    assert looks.patience() == 0
    looks.over(mine)
    assert 0 < looks.patience() <= 1
    assert looks.over(mine) == {}
