import socket
import threading
from contextlib import contextmanager, suppress

import pytest
from jails import need_jail

from autograder.grading.notebook import Grader
from autograder.records import Settings
from autograder.sandbox import protocol
from autograder.sandbox.bridge.names import Names
from autograder.sandbox.bridge.proxies import Link
from autograder.sandbox.bridge.serve import Server
from autograder.sandbox.channel import Channel, Gone


@pytest.fixture(scope="session")
def pool():
    """Warm processes in the best jail of this machine, with short limits."""
    settings = Settings(cell_seconds=4, notebook_seconds=60, memory_megabytes=768)
    with Grader(settings) as made:
        yield made


@pytest.fixture(scope="session")
def jailed_pool(pool):
    """The same, where the machine has bubblewrap; CI has."""
    return need_jail("bwrap", pool)


@contextmanager
def linked(limit=64 << 20, **names):
    """A link to a worker's end of the bridge that serves ``names`` from a thread."""
    ours, theirs = socket.socketpair()
    server = Server(Channel(theirs, limit, protocol.ASKED), names)

    def serve():
        with suppress(Gone):
            while True:
                server.answer(*server.channel.receive())

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    link = Link(Channel(ours, limit, protocol.REPLIED))
    try:
        yield link
    finally:
        ours.close()
        thread.join(5)
        theirs.close()


@pytest.fixture
def student():
    """Makes the judge's view of student code: ``student("def f(): …")["f"]`` is what a test sees."""
    with_links = []

    def view(source="", **names):
        names["__name__"] = "__main__"
        exec(source, names)
        context = linked(**names)
        with_links.append(context)
        seen = Names()
        seen.link = context.__enter__()
        seen.begin_cell()
        return seen

    yield view
    for context in with_links:
        context.__exit__(None, None, None)
