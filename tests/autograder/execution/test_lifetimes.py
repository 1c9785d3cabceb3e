"""Processes that are shared live as long as somebody uses them, however many threads there are."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace

import pytest
from jails import need_jail
from written import notebook, solution, test_cell

from autograder.grading.notebook import Grader, grade_notebook
from autograder.records import Settings
from autograder.sandbox.registry import Registry

SETTINGS = Settings(cell_seconds=30, notebook_seconds=300, memory_megabytes=512)


class Process:
    """Stands for a process; notes its end."""

    def __init__(self, key):
        self.key, self.living = key, True

    def alive(self):
        return self.living

    def close(self):
        assert self.living, "ended twice"
        self.living = False


def test_one_process_for_a_key():
    started = []
    registry = Registry(lambda key: started.append(key) or Process(key), keep=2)
    with registry.using("a") as first, registry.using("a") as second, registry.using("b"):
        assert first is second
    with registry.using("a") as again:
        assert again is first
    assert started == ["a", "b"]


def test_nobody_ends_a_process_that_is_in_use():
    registry = Registry(Process, keep=1)
    with registry.using("a") as first:
        for key in "bcd":
            with registry.using(key) as other:
                assert other.living
        assert first.living
        with registry.using("a") as again:
            assert again is first
    assert first.living


def test_the_idle_one_used_longest_ago_makes_room():
    registry = Registry(Process, keep=2)
    made = {}
    for key in "abac":
        with registry.using(key) as made[key]:
            pass
    assert [made[key].living for key in "abc"] == [True, False, True]


def test_more_than_are_kept_live_while_they_are_used():
    registry = Registry(Process, keep=1)
    with ExitStack() as stack:
        made = [stack.enter_context(registry.using(key)) for key in "abcd"]
        assert all(process.living for process in made)
    assert sum(process.living for process in made) == 1


def test_a_dead_process_is_replaced_and_ended_by_its_last_user():
    registry = Registry(Process, keep=2)
    with registry.using("a") as first:
        first.alive = lambda: False
        with registry.using("a") as second:
            assert second is not first
            assert first.living, "its user is still there"
    assert not first.living
    assert second.living


def test_a_start_that_fails_is_told_to_all_who_wait_and_tried_again():
    begun, go, tries = threading.Event(), threading.Event(), []

    def start(key):
        tries.append(key)
        begun.set()
        go.wait(10)
        if len(tries) == 1:
            raise RuntimeError("no")
        return Process(key)

    def use(registry):
        with registry.using("a") as process:
            return process.living

    registry = Registry(start, keep=2)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(use, registry)
        assert begun.wait(10)
        second = threads.submit(use, registry)
        while registry._entries["a"].users < 2:
            pass
        go.set()
        for waiting in (first, second):
            with pytest.raises(RuntimeError, match="no"):
                waiting.result(10)
    assert use(registry)
    assert len(tries) == 2


def test_the_end_of_the_registry_ends_all():
    registry = Registry(Process, keep=2)
    with registry.using("a") as first:
        registry.close()
        assert not first.living
    with registry.using("b") as second:
        pass
    assert second.living


def test_a_process_that_starts_while_the_registry_ends_is_ended_by_its_user():
    begun, go = threading.Event(), threading.Event()

    def start(key):
        begun.set()
        go.wait(10)
        return Process(key)

    def use(registry):
        with registry.using("a") as process:
            return process

    registry = Registry(start, keep=2)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(use, registry)
        assert begun.wait(10)
        registry.close()
        go.set()
        assert not waiting.result(10).living


def test_many_threads_share_few_processes():
    registry = Registry(Process, keep=2)

    def use(number):
        with registry.using(number % 5) as process:
            return process.living and process.key == number % 5

    with ThreadPoolExecutor(16) as threads:
        assert all(threads.map(use, range(2000)))


@pytest.mark.jail
@pytest.mark.parametrize("kind", ["bwrap", "landlock", "none"])
def test_eight_workers_grade_sets_with_other_tests_on_one_warm_process(kind):
    sources = [
        notebook(solution(f"x = {number}", "a"), test_cell(f"assert x == {number}", "t"))
        for number in range(24)
    ]
    with Grader(replace(SETTINGS, jail=kind)) as grader:
        if kind != "none":
            need_jail(kind, grader)
        with ThreadPoolExecutor(8) as threads:
            results = list(threads.map(lambda source: grade_notebook(source, source, grader=grader), sources))
    assert [result.score for result in results] == [2] * len(sources)
