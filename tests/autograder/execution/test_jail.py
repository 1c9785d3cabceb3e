"""What a student's code finds in the jail."""

import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from jails import KINDS, REPOSITORY, need_jail, run_as
from written import course, notebook, solution, test_cell

from autograder.grading.notebook import Grader, JailMissing, grade_notebook
from autograder.grading.preload import preload
from autograder.records import Settings
from autograder.sandbox import processes
from autograder.sandbox.jail import command, facts, landlock, seccomp

GRADE = """
import json, sys
from autograder.grading.notebook import Grader, grade_notebook
from autograder.records import Settings
source = sys.stdin.buffer.read()
with Grader(Settings(jail=sys.argv[1])) as pool:
    result = grade_notebook(source, source, grader=pool)
print(json.dumps([result.isolation, [cell.score for cell in result.cells]]))
"""
SETTINGS = Settings(cell_seconds=5, notebook_seconds=60, memory_megabytes=512)


@pytest.fixture(scope="module", params=["bwrap", "landlock"])
def enclosed(request):
    with Grader(replace(SETTINGS, jail=request.param)) as made:
        yield need_jail(request.param, made)


def sees(pool, expression, imports="import os, socket, resource, sys"):
    """What an expression gives inside the jail, as text."""
    answer = f"{imports}\ntry: seen = repr({expression})\nexcept OSError as error: seen = 'denied'"
    source = notebook(solution(answer, "a"), test_cell("print(seen)", "t"))
    cell = grade_notebook(source, source, grader=pool).cells[0]
    assert cell.verdict == "passed", cell.message
    return cell.output.strip()


@pytest.mark.jail
@pytest.mark.parametrize(
    "path",
    [
        str(REPOSITORY / "pyproject.toml"),
        "/etc/shadow",
        "/etc/hostname",
        "/root/.bashrc",
        "/var/log",
        "/proc/1/environ",
        "/home",
        str(Path.home()),
    ],
)
def test_other_files_cannot_be_read(enclosed, path):
    how = f"os.listdir({path!r})" if Path(path).is_dir() else f"open({path!r}).read()"
    # What leads to the interpreter and to the student's own home is there, and nothing beside it.
    visible = [Path(place) for place in (sys.prefix, sys.base_prefix, command.HOME)]
    allowed = {place.relative_to(path).parts[0] for place in visible if place.is_relative_to(path)}
    seen = sees(enclosed, how)
    if path == "/proc/1/environ" and "bubblewrap" in enclosed.isolation:
        assert "student" in seen  # its own
    else:
        assert seen == "denied" or set(ast.literal_eval(seen)) <= allowed


@pytest.mark.jail
@pytest.mark.parametrize(
    "path", [sys.prefix, "/usr", "/etc", "/dev/shm/../x", "/", "/proc/sys/kernel/hostname"]
)
def test_the_system_cannot_be_written(enclosed, path):
    target = path if path.startswith(("/proc", "/dev")) else f"{path}/written"
    seen = sees(enclosed, f"open({target!r}, 'w').write('x')")
    # bubblewrap gives each submission a /tmp of its own, and an environment may lie below it.
    its_own = "bubblewrap" in enclosed.isolation and path.startswith("/tmp/")
    assert seen == "denied" or (its_own and not os.path.exists(target))


@pytest.mark.jail
@pytest.mark.parametrize("family", ["socket.AF_INET", "socket.AF_INET6"])
@pytest.mark.parametrize("kind", ["socket.SOCK_STREAM", "socket.SOCK_DGRAM"])
def test_there_is_no_network(enclosed, family, kind):
    address = "('127.0.0.1', 53)" if family == "socket.AF_INET" else "('::1', 53)"
    assert sees(enclosed, f"socket.socket({family}, {kind}).connect({address})") == "denied"


@pytest.mark.jail
@pytest.mark.parametrize(
    ("limit", "most"),
    [
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NOFILE", 256),
        ("RLIMIT_FSIZE", 64 << 20),
        ("RLIMIT_CPU", 61),
        ("RLIMIT_AS", 3 << 30),
    ],
)
def test_limits_are_hard(enclosed, limit, most):
    soft, hard = eval(sees(enclosed, f"resource.getrlimit(resource.{limit})"))
    assert soft == hard <= most


@pytest.mark.jail
def test_no_privilege_is_left(enclosed):
    status = sees(enclosed, "open('/proc/self/status').read()").replace("\\t", " ").split("\\n")
    found = dict(line.split(":", 1) for line in status if ":" in line)
    assert found["NoNewPrivs"].strip() == "1"
    assert found["Seccomp"].strip() == "2"
    assert int(found["CapEff"], 16) in (0, 1 << 2)
    assert found["Uid"].split()[0] != "0"


@pytest.mark.jail
@pytest.mark.parametrize(
    "call",
    ["os.open('/proc/self/ns/user', os.O_RDWR)", "os.memfd_create('x')", "os.setuid(0)", "os.chroot('.')"],
)
def test_calls_are_denied(enclosed, call):
    assert sees(enclosed, call) == "denied"


@pytest.mark.jail
@pytest.mark.parametrize("call", ["unshare(0x10000000)", "ptrace(0, 0, 0, 0)", "shmget(0, 4096, 0o1777)"])
def test_calls_that_python_lacks_are_denied_too(enclosed, call):
    assert sees(enclosed, f"ctypes.CDLL(None).{call}", "import ctypes") == "-1"


@pytest.mark.jail
def test_home_is_private_and_writable(enclosed):
    assert (
        sees(enclosed, "(open('x', 'w').write('y'), os.path.expanduser('~') == os.getcwd())") == "(1, True)"
    )
    assert "PYTHONPATH" not in sees(enclosed, "dict(os.environ)")


@pytest.mark.jail
@pytest.mark.parametrize("kind", KINDS)
def test_an_ordinary_user_has_the_jail_too(kind):
    done = run_as("user", ["-c", GRADE, kind], input=course())
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    isolation, scores = json.loads(done.stdout)
    assert scores == [2, 2]
    assert isolation.startswith(facts.describe(kind).split(":")[0])


def test_without_a_jail_the_grader_refuses_and_says_what_to_do(monkeypatch):
    monkeypatch.setattr(facts, "candidates", lambda choice: [])
    with Grader(SETTINGS) as pool, pytest.raises(JailMissing, match=r"Install bubblewrap.*--jail none"):
        grade_notebook(course(), course(), grader=pool)


def test_a_process_that_is_not_ready_in_time_is_not_called_a_missing_jail(monkeypatch):
    monkeypatch.setattr(processes, "_START_SECONDS", 0.001)
    monkeypatch.setattr(processes.WarmProcess, "_kept_waiting", lambda warm: 0.0)
    with Grader(SETTINGS) as pool, pytest.raises(JailMissing, match="was not ready after") as caught:
        grade_notebook(course(), course(), grader=pool)
    assert "numpy" in str(caught.value)
    assert "no jail" not in str(caught.value)


def test_a_process_that_others_keep_from_a_processor_is_waited_for(monkeypatch):
    monkeypatch.setattr(processes, "_START_SECONDS", 0.001)
    monkeypatch.setattr(processes.WarmProcess, "_kept_waiting", lambda warm: 600.0)
    with Grader(SETTINGS) as pool:
        assert grade_notebook(course(), course(), grader=pool).error is None


def test_landlock_without_a_filter_of_calls_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr(facts.shutil, "which", lambda name: None)
    monkeypatch.setattr(landlock, "abi", lambda: 6)
    monkeypatch.setattr(seccomp, "supported", lambda: False)
    with Grader(SETTINGS) as pool, pytest.raises(JailMissing, match=r"neighbours' work.*Install bubblewrap"):
        grade_notebook(course(), course(), grader=pool)
    with pytest.raises(OSError, match="to filter calls"):
        seccomp.install()


def test_a_jail_that_fails_gives_way_to_the_next(monkeypatch):
    monkeypatch.setattr(command, "_bwrap", lambda: "/no/such/bwrap")
    monkeypatch.setattr(facts, "candidates", lambda choice: ["bwrap", "none"])
    with Grader(SETTINGS) as pool:
        result = grade_notebook(course(), course(), grader=pool)
    assert result.isolation.startswith("none")
    assert result.score == 4


def test_no_jail_runs_when_asked_and_says_so():
    with Grader(Settings(jail="none")) as pool:
        result = grade_notebook(course(), course(), grader=pool)
    assert result.score == 4
    assert "none" in result.isolation


def test_facts_say_what_is_there():
    found = {fact.name: fact for fact in facts.facts()}
    assert found["bubblewrap"].present == bool(shutil.which("bwrap"))
    assert found["Landlock"].present == (landlock.abi() > 0)
    assert found["seccomp"].present == seccomp.supported()
    assert all(fact.detail for fact in found.values())


@pytest.mark.parametrize(
    ("field", "value"), [("cell_seconds", 0), ("jail", "chroot"), ("memory_megabytes", -1)]
)
def test_settings_that_cannot_be_are_refused(field, value):
    with pytest.raises(ValueError, match=f"expected {field}.*Received: {field}="):
        Settings(**{field: value})


def test_a_dead_warm_process_is_replaced():
    with Grader(Settings(jail="none")) as pool:
        with pool.pool.using(preload(course())) as first:
            first.kill()
            first._process.wait()
        assert grade_notebook(course(), course(), grader=pool).score == 4


@pytest.mark.jail
@pytest.mark.parametrize("kind", ["bwrap", "landlock"])
def test_a_warm_process_outlives_the_thread_that_asked_for_it(kind):
    with Grader(replace(SETTINGS, jail=kind)) as pool:
        with ThreadPoolExecutor(1) as asker:
            asker.submit(need_jail, kind, pool).result()
        with pool.pool.using(preload(course())) as first:
            assert grade_notebook(course(), course(), grader=pool).score == 4
        with pool.pool.using(preload(course())) as again:
            assert again is first
            assert first.alive()


def test_the_needs_of_a_set_are_read_from_its_cells():
    from written import code

    source = notebook(
        code("%matplotlib inline\nimport numpy as np, os\nos.environ['KERAS_BACKEND'] = 'jax'"),
        solution("def f():\n    from math import sqrt\n    import os.path", "a"),
        code("broken ("),
        code("import turtle", tags=["skip-execution"]),
    )
    wanted = preload(source)
    assert {"numpy", "os", "math", "os.path"} <= set(wanted.modules)
    assert "turtle" not in wanted.modules
    assert wanted.environment == (("KERAS_BACKEND", "jax"),)


@pytest.mark.jail
@pytest.mark.parametrize("kind", ["bwrap", "landlock"])
def test_what_lies_in_the_temporary_folder_can_be_made_readable(kind):
    """A clone's environment may lie in /tmp, where each submission has an empty folder of its own."""
    with tempfile.TemporaryDirectory(dir="/tmp") as shared, tempfile.TemporaryDirectory(dir="/tmp") as other:
        os.chmod(shared, 0o755)
        os.chmod(other, 0o755)
        Path(shared, "module.txt").write_text("found")
        Path(other, "secret.txt").write_text("secret")
        with Grader(replace(SETTINGS, jail=kind, readable=(shared,))) as made:
            pool = need_jail(kind, made)
            assert sees(pool, f"open({shared + '/module.txt'!r}).read()") == "'found'"
            assert sees(pool, f"open({shared + '/new.txt'!r}, 'w')") == "denied"
            assert sees(pool, f"open({other + '/secret.txt'!r}).read()") == "denied"


FORK = """
import ctypes, os, threading
from autograder.sandbox.jail import fork
parent = fork.thread_number_address()
pid = fork.fork_into({flags})
if pid == 0:
    fits = not parent or ctypes.c_int32.from_address(parent).value == threading.get_native_id()
    inner = os.fork()
    if inner == 0:
        os._exit(0)
    os._exit(0 if fits and os.waitpid(inner, 0)[1] == 0 else 1)
print(os.waitpid(pid, 0)[1])
"""


@pytest.mark.parametrize("flags", [0, 0x08000000], ids=["plain", "namespace"])
def test_a_forked_process_knows_its_own_number_and_can_fork(flags):
    """The C library's record of the thread is found inside it: a release that moves it is seen here."""
    if flags and os.geteuid():
        flags |= 0x10000000  # an ordinary user needs a user namespace for any other
    words = [sys.executable, "-c", FORK.format(flags=flags)]
    done = subprocess.run(words, capture_output=True, text=True, cwd=REPOSITORY)
    if "Operation not permitted" in done.stderr:
        pytest.skip("this machine lets nobody make namespaces")
    assert done.stdout.strip() == "0", done.stderr
