"""Ordinary tests of live objects earn what they earn in plain IPython, for right and wrong answers."""

import json
import subprocess
import sys
import textwrap
from dataclasses import dataclass

import pytest
from written import code, notebook, solution, test_cell

from autograder.grading.notebook import grade_notebook


@dataclass(frozen=True)
class Case:
    """A right and a wrong answer and the cells around them; `ANSWER` marks the place of the answer."""

    right: str
    wrong: str
    test: str
    given: str = ""
    """A locked cell above the answer."""
    cells: tuple = ()
    """Cells in place of answer and test, (kind, text); kinds are "answer", "given", "free" and "test"."""
    needs: str = ""
    """A module without which the case is left out."""


DRAW = "def draw():\n    return random.random()"
CASES = {
    "seed": Case(
        DRAW,
        "def draw():\n    return next(numbers)\nnumbers = iter([0.1, 0.2])",
        "random.seed(9)\nfirst = draw()\nrandom.seed(9)\nassert draw() == first",
    ),
    "seed of NumPy, a typed value": Case(
        "def draw():\n    return np.random.rand(3)",
        "def draw():\n    return np.random.rand(4)[1:]",
        "np.random.seed(1)\nassert np.allclose(draw(), [4.17022005e-01, 7.20324493e-01, 1.14374817e-04])",
    ),
    "the draws of answer and test take turns": Case(
        "def draw():\n    return np.random.rand()",
        "def draw():\n    return np.random.RandomState(3).rand()",
        "np.random.seed(3)\nmine = [np.random.rand(), draw(), np.random.rand()]\nnp.random.seed(3)\n"
        "assert np.allclose(mine, np.random.rand(3))",
    ),
    "seed in a cell between the tests": Case(
        DRAW,
        "def draw():\n    return 0.5",
        "",
        cells=(
            ("answer", ""),
            ("test", "random.seed(3)\nfirst = draw()\nrandom.seed(3)\nassert draw() == first"),
            ("given", "random.seed(5)"),
            ("test", "assert round(draw(), 6) == 0.622902 and round(draw(), 6) == 0.741787"),
        ),
    ),
    "seed in a helper of the test's": Case(
        DRAW,
        "def draw():\n    return 0.5",
        "def again(seed):\n    random.seed(seed)\n    return draw()\nassert again(1) == again(1) != again(2)",
    ),
    "printed text": Case(
        "def shout():\n    print('HO')",
        "def shout():\n    print('ho')",
        "import contextlib, io\nsaid = io.StringIO()\nwith contextlib.redirect_stdout(said):\n    shout()\n"
        "assert said.getvalue() == 'HO\\n'",
    ),
    "printed text, by hand": Case(
        "def shout():\n    print('HO')\n    return 1",
        "def shout():\n    return 1",
        "import io, sys\nkept, sys.stdout = sys.stdout, io.StringIO()\ntry:\n    shout()\n"
        "    said = sys.stdout.getvalue()\nfinally:\n    sys.stdout = kept\nassert 'HO' in said",
    ),
    "printed on standard error": Case(
        "def warn():\n    print('careful', file=sys.stderr)",
        "def warn():\n    print('careful')",
        "import contextlib, io\nout, err = io.StringIO(), io.StringIO()\n"
        "with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):\n    warn()\n"
        "assert (out.getvalue(), err.getvalue()) == ('', 'careful\\n')",
    ),
    "source": Case(
        "def total(n):\n    return n * (n + 1) // 2",
        "def total(n):\n    result = 0\n    for k in range(n + 1):\n        result += k\n    return result",
        "import ast, inspect\ntree = ast.parse(inspect.getsource(total))\n"
        "assert not any(isinstance(node, ast.For | ast.While) for node in ast.walk(tree))\n"
        "assert total(4) == 10",
    ),
    "facts of the code": Case(
        "def add(a, b):\n    total = a + b\n    return total",
        "def add(*both):\n    return sum(both)",
        "assert add.__code__.co_argcount == 2\nassert add.__code__.co_varnames == ('a', 'b', 'total')\n"
        "assert 'sum' not in add.__code__.co_names",
    ),
    "signature": Case(
        "def rate(t, *, c=1.5):\n    'Rate at t.'\n    return t * c",
        "def rate(t, c=1.5):\n    return t * c",
        "import inspect\nparameters = inspect.signature(rate).parameters\n"
        "assert parameters['c'].kind is inspect.Parameter.KEYWORD_ONLY\n"
        "assert parameters['c'].default == 1.5\n"
        "assert rate.__doc__ and rate.__name__ == 'rate'",
    ),
    "annotations": Case(
        "def half(n: int) -> float:\n    return n / 2",
        "def half(n):\n    return n / 2",
        "assert half.__annotations__ == {'n': int, 'return': float}",
    ),
    "names": Case(
        "def shout():\n    pass",
        "def whisper():\n    pass",
        "assert 'shout' in globals() and 'shout' in dir() and 'shout' in vars()\n"
        "assert callable(globals()['shout']) and globals().get('shout') is not None\n"
        "assert 'nobody' not in dir()",
    ),
    "type of a function": Case(
        "def shout():\n    pass",
        "shout = 5",
        "import types\nassert type(shout).__name__ == 'function'\n"
        "assert type(shout) == types.FunctionType\nassert isinstance(shout, types.FunctionType)",
    ),
    "class of an object": Case(
        "class Dog:\n    pass\nclass Cat:\n    pass\npet = Dog()",
        "class Dog:\n    pass\nclass Cat:\n    pass\npet = Cat()",
        "assert pet.__class__ == Dog\nassert type(pet) is Dog\nassert type(pet).__name__ == 'Dog'\n"
        "assert type(pet) != Cat\nassert isinstance(Dog, type)",
    ),
    "patched print": Case(
        "def shout():\n    print('HO')",
        "def shout():\n    pass",
        "from unittest import mock\nwith mock.patch('builtins.print') as spy:\n    shout()\n"
        "spy.assert_called_once_with('HO')",
    ),
    "patched input": Case(
        "def ask():\n    return int(input('n? ')) + 1",
        "def ask():\n    return 5",
        "from unittest import mock\nwith mock.patch('builtins.input', side_effect=['4', '6']):\n"
        "    assert [ask(), ask()] == [5, 7]",
    ),
    "patched function of a module": Case(
        "def throw():\n    return random.randint(1, 6) + random.randint(1, 6)",
        "def throw():\n    return 2",
        "from unittest import mock\nwith mock.patch('random.randint', return_value=3) as lot:\n"
        "    assert throw() == 6\nassert lot.call_count == 2\nassert 2 <= throw() <= 12",
    ),
    "patched by hand": Case(
        "def norm(x):\n    return np.sqrt(np.dot(x, x))",
        "def norm(x):\n    return np.sqrt(sum(x * x))",
        "calls, kept = [], np.dot\nnp.dot = lambda a, b: calls.append(1) or kept(a, b)\n"
        "try:\n    assert np.isclose(norm(np.array([3.0, 4.0])), 5)\nfinally:\n    np.dot = kept\n"
        "assert calls",
    ),
    "patched standard input": Case(
        "def ask():\n    return int(input()) + 1",
        "def ask():\n    return 5",
        "import io, sys\nkept, sys.stdin = sys.stdin, io.StringIO('6\\n')\ntry:\n    assert ask() == 7\n"
        "finally:\n    sys.stdin = kept",
    ),
    "patched environment": Case(
        "import os\ndef mode():\n    return os.environ.get('MODE', 'none')",
        "def mode():\n    return 'none'",
        "import os\nfrom unittest import mock\nwith mock.patch.dict(os.environ, {'MODE': 'fast'}):\n"
        "    assert mode() == 'fast'\nassert mode() == 'none'",
    ),
    "context": Case(
        "class Timer:\n    def __enter__(self):\n        self.on = True\n        return self\n"
        "    def __exit__(self, *error):\n        self.on = False\n",
        "class Timer:\n    on = True\n    def __enter__(self):\n        return self\n"
        "    def __exit__(self, *error):\n        pass\n",
        "with Timer() as timer:\n    assert timer.on\nassert not timer.on",
    ),
    "context that takes an error": Case(
        "class Ignoring:\n    def __enter__(self):\n        pass\n    def __exit__(self, kind, *error):\n"
        "        return kind is ZeroDivisionError",
        "class Ignoring:\n    def __enter__(self):\n        pass\n    def __exit__(self, kind, *error):\n"
        "        return None",
        "with Ignoring():\n    1 / 0",
    ),
    "attributes of an object": Case(
        "class Point:\n    def __init__(self, x, y):\n        self.x, self.y = x, y",
        "class Point:\n    def __init__(self, x, y):\n        self.x = x",
        "import inspect\np = Point(1, 2)\nassert vars(p) == p.__dict__ == {'x': 1, 'y': 2}\n"
        "assert hasattr(p, 'x')\n"
        "assert list(inspect.signature(Point).parameters) == ['x', 'y'] and not hasattr(p, 'z')",
    ),
    "classes and what they derive from": Case(
        "class Animal:\n    pass\nclass Dog(Animal):\n    pass",
        "class Animal:\n    pass\nclass Dog:\n    pass",
        "assert issubclass(Dog, Animal) and isinstance(Dog(), Animal) and Dog.__bases__ == (Animal,)\n"
        "assert Dog.__mro__[1] is Animal and issubclass(Dog, object)",
    ),
    "operators of a class": Case(
        "class Vector:\n    def __init__(self, x, y):\n        self.x, self.y = x, y\n"
        "    def __add__(self, other):\n        return Vector(self.x + other.x, self.y + other.y)\n"
        "    def __mul__(self, k):\n        return Vector(k * self.x, k * self.y)\n"
        "    __rmul__ = __mul__\n    def __eq__(self, other):\n"
        "        return (self.x, self.y) == (other.x, other.y)\n    def __lt__(self, other):\n"
        "        return self.x < other.x\n    def __len__(self):\n        return 2\n"
        "    def __getitem__(self, k):\n        return (self.x, self.y)[k]\n"
        "    def __contains__(self, k):\n        return k in (self.x, self.y)",
        "class Vector:\n    def __init__(self, x, y):\n        self.x, self.y = x, y\n"
        "    def __add__(self, other):\n        return Vector(self.x + other.x, self.y)\n"
        "    def __eq__(self, other):\n        return (self.x, self.y) == (other.x, other.y)",
        "a, b = Vector(1, 2), Vector(3, 4)\nassert a + b == Vector(4, 6) and a == Vector(1, 2) and a != b\n"
        "assert 2 * a == Vector(2, 4) and (a * 3).y == 6 and a < b and sorted([b, a])[0] is a\n"
        "assert len(a) == 2 and a[1] == 2 and 2 in a and 5 not in a and list(a) == [1, 2]",
    ),
    "the same object": Case(
        "class Node:\n    def __init__(self, next=None):\n        self.next = next\n"
        "def last(node):\n    return node if node.next is None else last(node.next)",
        "class Node:\n    def __init__(self, next=None):\n        self.next = next\n"
        "def last(node):\n    return Node()",
        "end = Node()\nstart = Node(end)\nassert start.next is end and last(start) is end\n"
        "assert start is not end and start.next is not start and end.next is None",
    ),
    "a class that is iterated": Case(
        "class Count:\n    def __init__(self, n):\n        self.n = n\n    def __iter__(self):\n"
        "        self.k = 0\n        return self\n    def __next__(self):\n        if self.k == self.n:\n"
        "            raise StopIteration\n        self.k += 1\n        return self.k",
        "class Count:\n    def __init__(self, n):\n        self.n = n\n    def __iter__(self):\n"
        "        return iter([])",
        "assert list(Count(3)) == [1, 2, 3] and sum(Count(4)) == 10\nit = iter(Count(1))\n"
        "assert next(it) == 1 and next(it, 'over') == 'over'",
    ),
    "generator": Case(
        "def count(n):\n    for k in range(n):\n        yield k",
        "def count(n):\n    return list(range(n))",
        "import types\nassert isinstance(count(3), types.GeneratorType) and list(count(3)) == [0, 1, 2]\n"
        "assert next(count(1)) == 0",
    ),
    "a function rebound": Case(
        "def draw():\n    return 1\ndef twice():\n    return [draw(), draw()]",
        "def draw():\n    return 1\ndef twice():\n    return [1, 1]",
        "calls = []\nkept = draw\ndraw = lambda: calls.append(1) or 0\ntry:\n    assert twice() == [0, 0]\n"
        "finally:\n    draw = kept\nassert len(calls) == 2 and twice() == [1, 1]",
    ),
    "a function patched by its name": Case(
        "def draw():\n    return 1\ndef twice():\n    return [draw(), draw()]",
        "def draw():\n    return 1\ndef twice():\n    return [1, 1]",
        "from unittest import mock\nwith mock.patch('__main__.draw', return_value=7) as spy:\n"
        "    assert twice() == [7, 7]\nassert spy.call_count == 2 and twice() == [1, 1]",
    ),
    "a variable rebound": Case(
        "rate = 0.5\ndef cost(n):\n    return n * rate",
        "rate = 0.5\ndef cost(n):\n    return n * 0.5",
        "rate = 2\nassert cost(3) == 6\nrate = 0.5\nassert cost(3) == 1.5",
    ),
    "a function deleted": Case(
        "def square(x):\n    return x * x\ndef squares(n):\n    return [square(k) for k in range(n)]",
        "def square(x):\n    return x * x\ndef squares(n):\n    return [k * k for k in range(n)]",
        "kept = square\ndel square\ntry:\n    squares(3)\nexcept NameError:\n    pass\nelse:\n"
        "    raise AssertionError('squares must use square')\nfinally:\n    square = kept\n"
        "assert squares(3) == [0, 1, 4]",
    ),
    "callables without a name": Case(
        "from functools import partial\npower = partial(pow, 2)",
        "from functools import partial\npower = partial(pow, 3)",
        "assert callable(power) and power(3) == 8",
    ),
    "an object that is called": Case(
        "class Adder:\n    def __init__(self, by):\n        self.by = by\n    def __call__(self, n):\n"
        "        return n + self.by\nadd = Adder(2)",
        "class Adder:\n    def __init__(self, by):\n        self.by = by\n    def __call__(self, n):\n"
        "        return n\nadd = Adder(2)",
        "assert callable(add) and add(3) == 5 and list(map(add, [1, 2])) == [3, 4]",
    ),
    "None": Case(
        "def nothing():\n    return None\nclass Thing:\n    pass\ndef something():\n    return Thing()",
        "def nothing():\n    return None\ndef something():\n    return None",
        "assert nothing() == None and something() != None and something() is not None",
    ),
    "files in memory": Case(
        "def lines(file):\n    return [line.strip() for line in file]\ndef write(file):\n"
        "    file.write('done')",
        "def lines(file):\n    return []\ndef write(file):\n    pass",
        "import io\nassert lines(io.StringIO('a\\nb\\n')) == ['a', 'b']\nfile = io.StringIO()\nwrite(file)\n"
        "assert file.getvalue() == 'done'",
    ),
    "iterators as arguments": Case(
        "def total(items):\n    return sum(items)\ndef first(items):\n    return next(iter(items))",
        "def total(items):\n    return len(items)\ndef first(items):\n    return items[0]",
        "import itertools\nassert total(k * k for k in range(4)) == 14 and total(iter([1, 2])) == 3\n"
        "endless = itertools.count(5)\nassert first(endless) == 5 and next(endless) == 6\n"
        "assert total(map(abs, [-1, 2])) == 3 and total(zip()) == 0",
    ),
    "a generator of the test's": Case(
        "def throw(rng):\n    return rng.randint(1, 6)",
        "def throw(rng):\n    return 4",
        "rng, same = random.Random(8), random.Random(8)\nassert [throw(rng) for _ in range(9)] == "
        "[same.randint(1, 6) for _ in range(9)]\nassert rng.random() == same.random()",
    ),
    "captured by IPython": Case(
        "def shout():\n    print('HO')",
        "def shout():\n    print('ho')",
        "from IPython.utils.capture import capture_output\nwith capture_output() as said:\n    shout()\n"
        "assert said.stdout == 'HO\\n'",
    ),
    "a generator function": Case(
        "def count():\n    yield 1",
        "def count():\n    return iter([1])",
        "import inspect\nassert inspect.isgeneratorfunction(count) and list(count()) == [1]",
    ),
    "a picture into a file in memory": Case(
        "def draw(file):\n    fig, ax = plt.subplots()\n    fig.savefig(file, format='png')",
        "def draw(file):\n    pass",
        "import io\nfile = io.BytesIO()\ndraw(file)\nassert file.getvalue()[:4] == b'\\x89PNG'",
        given="import matplotlib.pyplot as plt",
        needs="matplotlib",
    ),
    "objects in a set": Case(
        "class Key:\n    def __init__(self, a):\n        self.a = a\n    def __eq__(self, other):\n"
        "        return self.a == other.a\n    def __hash__(self):\n        return hash(self.a)",
        "class Key:\n    def __init__(self, a):\n        self.a = a",
        "assert len({Key(1), Key(1), Key(2)}) == 2 and hash(Key(3)) == hash(Key(3))",
    ),
    "a decorator": Case(
        "import functools\ndef twice(f):\n    @functools.wraps(f)\n    def g(*a):\n        return f(f(*a))\n"
        "    return g",
        "def twice(f):\n    def g(*a):\n        return f(f(*a))\n    return g",
        "@twice\ndef add(n):\n    return n + 3\nassert add(1) == 7 and add.__name__ == 'add'",
    ),
    "annotations in the signature": Case(
        "def f(a: int, b: str = 'x') -> float:\n    return 1.0",
        "def f(a: int, b='x') -> float:\n    return 1.0",
        "import inspect\nsignature = inspect.signature(f)\nassert signature.return_annotation is float\n"
        "assert [p.annotation for p in signature.parameters.values()] == [int, str]",
    ),
    "a picture that is not shown": Case(
        "import matplotlib.pyplot as plt\ndef draw():\n    plt.plot([1, 2])\n    plt.show()",
        "import matplotlib.pyplot as plt\ndef draw():\n    plt.plot([1, 2])",
        "import matplotlib.pyplot as plt\nfrom unittest.mock import patch\n"
        "with patch.object(plt, 'show') as show:\n    draw()\nassert show.called",
        needs="matplotlib",
    ),
    "an array of objects": Case(
        "def mixed():\n    return np.array([[1, 'a'], [None, 2.5]], dtype=object)\n"
        "def fill(a):\n    a[0] = 'x'",
        "def mixed():\n    return np.array([[1, 'a'], [None, 2]], dtype=object)\ndef fill(a):\n    pass",
        "assert mixed().tolist() == [[1, 'a'], [None, 2.5]] and mixed().dtype == object\n"
        "a = np.array([None, 1], dtype=object)\nfill(a)\nassert a[0] == 'x'",
    ),
    "frame with intervals": Case(
        "frame = pd.DataFrame({'v': [1, 5, 9], 'bin': pd.cut([1, 5, 9], [0, 4, 8, 12])})",
        "frame = pd.DataFrame({'v': [1, 5, 9], 'bin': pd.cut([1, 5, 9], [0, 6, 12])})",
        "assert frame['bin'].nunique() == 3 and frame['bin'][0] == pd.Interval(0, 4)",
        given="import pandas as pd",
        needs="pandas",
    ),
    "containers of the library": Case(
        "from collections import Counter, OrderedDict, defaultdict, deque\n"
        "def count(text):\n    return Counter(text)\ndef queue(items):\n    return deque(items, maxlen=3)\n"
        "def groups():\n    found = defaultdict(list)\n    found['a'].append(1)\n    return found",
        "def count(text):\n    return {c: 1 for c in text}\ndef queue(items):\n    return list(items)\n"
        "def groups():\n    return {}",
        "from collections import Counter, deque\nassert count('aab').most_common(1) == [('a', 2)]\n"
        "assert isinstance(count('a'), Counter) and queue(range(5)) == deque([2, 3, 4], maxlen=3)\n"
        "assert groups()['b'] == [] and groups() == {'a': [1]}",
    ),
    "values of the library": Case(
        "import datetime, decimal, fractions, pathlib\ndef all_of():\n"
        "    return [datetime.date(2024, 2, 29), "
        "datetime.datetime(2024, 1, 1, 12, tzinfo=datetime.timezone.utc), datetime.timedelta(days=2), "
        "decimal.Decimal('0.10'), fractions.Fraction(1, 3), pathlib.Path('a') / 'b']",
        "import datetime, decimal, fractions, pathlib\ndef all_of():\n"
        "    return [datetime.date(2024, 2, 28), "
        "datetime.datetime(2024, 1, 1, 12), datetime.timedelta(days=2), 0.1, 1 / 3, 'a/b']",
        "import datetime, decimal, fractions, pathlib\nday, moment, span, price, third, path = all_of()\n"
        "assert day == datetime.date(2024, 2, 29) and day.weekday() == 3\n"
        "assert moment == datetime.datetime(2024, 1, 1, 12, tzinfo=datetime.timezone.utc)\n"
        "assert isinstance(span, datetime.timedelta) and day + span == datetime.date(2024, 3, 2)\n"
        "assert price == decimal.Decimal('0.1') and isinstance(third, fractions.Fraction) and third * 3 == "
        "1\n"
        "assert path == pathlib.Path('a/b')",
    ),
    "values of the library as arguments": Case(
        "def later(day, n):\n    import datetime\n    return day + datetime.timedelta(days=n)\n"
        "def doubled(x):\n    return 2 * x",
        "def later(day, n):\n    return day\ndef doubled(x):\n    return 2 * float(x)",
        "import datetime, fractions\n"
        "assert later(datetime.date(2024, 2, 28), 1) == datetime.date(2024, 2, 29)\n"
        "assert doubled(fractions.Fraction(1, 3)) == fractions.Fraction(2, 3)",
    ),
    "named tuple of the answer": Case(
        "from collections import namedtuple\nPoint = namedtuple('Point', 'x y')\ndef origin():\n"
        "    return Point(0, 1)",
        "def origin():\n    return 0, 1\nclass Point:\n    pass",
        "p = origin()\nassert isinstance(p, Point) and p.x == 0 and p == (0, 1)\n"
        "assert isinstance(Point(3, 4), tuple)",
    ),
    "enumeration of the answer": Case(
        "import enum\nclass Color(enum.Enum):\n    RED = 1\n    BLUE = 2\ndef pick():\n    return Color.RED",
        "import enum\nclass Color(enum.Enum):\n    RED = 1\n    BLUE = 2\ndef pick():\n    return Color.BLUE",
        "assert pick() == Color.RED and pick() is Color.RED and pick() != Color.BLUE\n"
        "assert pick().name == 'RED' and pick().value == 1",
    ),
    "frame": Case(
        "table = pd.DataFrame({'k': [1, 2], 'name': ['a', None], 'when': pd.to_datetime(['2024-01-01', "
        "None])})\n"
        "def column(frame):\n    return frame['k'] * 2",
        "table = {'k': [1, 2], 'name': ['a', None]}\ndef column(frame):\n    return list(frame['k'] * 2)",
        "assert isinstance(table, pd.DataFrame) and list(table.columns) == ['k', 'name', 'when']\n"
        "assert table.shape == (2, 3) and table['k'].sum() == 3 and table['when'].isna().sum() == 1\n"
        "doubled = column(table)\nassert isinstance(doubled, pd.Series) and doubled.name == 'k'\n"
        "pd.testing.assert_series_equal(doubled, pd.Series([2, 4], name='k'))",
        given="import pandas as pd",
        needs="pandas",
    ),
    "frame, its index and dtypes": Case(
        "def make():\n    frame = pd.DataFrame({'g': ['x', 'y', 'x'], 'v': [1.5, 2, 3]})\n"
        "    frame['kind'] = frame['g'].astype('category')\n"
        "    return frame.groupby('g').agg({'v': 'mean', 'kind': 'first'})",
        "def make():\n    frame = pd.DataFrame({'g': ['x', 'y', 'x'], 'v': [1.5, 2, 3]})\n"
        "    return frame.groupby('g', as_index=False).agg({'v': 'mean'})",
        "frame = make()\nassert frame.index.name == 'g' and list(frame.index) == ['x', 'y']\n"
        "assert frame.loc['x', 'v'] == 2.25 and str(frame['kind'].dtype) == 'category'",
        given="import pandas as pd",
        needs="pandas",
    ),
    "frame changed in place": Case(
        "def clean(frame):\n    frame.drop(columns='b', inplace=True)\n    frame['c'] = frame['a'] + 1",
        "def clean(frame):\n    frame = frame.drop(columns='b')\n    frame['c'] = frame['a'] + 1",
        "frame = pd.DataFrame({'a': [1, 2], 'b': [3, 4]})\nclean(frame)\n"
        "assert list(frame.columns) == ['a', 'c'] and list(frame['c']) == [2, 3]",
        given="import pandas as pd",
        needs="pandas",
    ),
    "axes": Case(
        "def draw():\n    fig, ax = plt.subplots()\n    ax.plot([1, 2], [3, 4], label='up')\n"
        "    ax.set_title('Rise')\n"
        "    ax.set_xlabel('t')\n    return ax",
        "def draw():\n    fig, ax = plt.subplots()\n    ax.set_title('Fall')\n    return ax",
        "import matplotlib.axes\nax = draw()\nassert isinstance(ax, matplotlib.axes.Axes)\n"
        "assert ax.get_title() == 'Rise' and ax.get_xlabel() == 't' and len(ax.lines) == 1\n"
        "assert list(ax.lines[0].get_ydata()) == [3, 4] and isinstance(ax.figure, plt.Figure)",
        given="import matplotlib.pyplot as plt",
        needs="matplotlib",
    ),
    "the cell before": Case(
        "value = 6 * 7",
        "value = 42",
        "assert '*' in In[-2]\nexec(In[-2])\nassert value == 42",
    ),
    "names of tests in a locked cell": Case(
        "def one():\n    return 1",
        "def one():\n    return 2",
        "",
        cells=(
            ("answer", ""),
            ("test", "seven = 7\nimport math\ndef helper(n):\n    return n + seven\nassert one() == 1"),
            ("given", "eight = seven + one()\nroot = math.sqrt(16)\nnine = helper(2)"),
            ("test", "assert eight == 8 and root == 4 and nine == 9"),
        ),
    ),
    "a name of a test's in a later answer": Case(
        "def total():\n    return sum(numbers)",
        "def total():\n    return 5",
        "",
        cells=(
            ("test", "numbers = [1, 2, 3]\nassert len(numbers) == 3"),
            ("answer", ""),
            ("test", "assert total() == 6"),
        ),
    ),
    "the last writer wins": Case(
        "out = half(40)",
        "out = 3",
        "",
        cells=(
            ("given", "def half(n):\n    return n / 2"),
            ("test", "out = 20\nassert half(40) == out"),
            ("answer", ""),
            ("test", "assert out == 20"),
        ),
    ),
    "the last writer wins, the other way": Case(
        "out = half(40)",
        "out = 3",
        "",
        cells=(
            ("given", "def half(n):\n    return n / 2"),
            ("test", "out = half(8)\nassert out == 4"),
            ("answer", ""),
            ("test", "assert out == 20"),
        ),
    ),
    "underscores": Case(
        "",
        "",
        "",
        cells=(
            ("free", "6 * 7"),
            ("free", "kept = _\n'x'"),
            ("free", "both = [_, __]\nlast = Out[max(Out)]\nabove = In[-2]"),
            ("test", "assert kept == 42 and both == ['x', 42] and last == 'x' and above.startswith('kept')"),
        ),
    ),
    "a locked helper": Case(
        "def f(x):\n    return x + 1e-9",
        "def f(x):\n    return x + 1",
        "assert rel_error(f(2.0), 2.0) < TOLERANCE",
        given="TOLERANCE = 1e-6\ndef rel_error(x, y):\n    return abs(x - y) / max(1e-8, abs(x) + abs(y))",
    ),
    "a locked list that the answer fills": Case(
        "def note(x):\n    log.append(x)\n    return len(log)",
        "def note(x):\n    return 1",
        "note(3)\nassert note(4) == 2\nassert log == [3, 4]",
        given="log = []",
    ),
    "a locked class": Case(
        "def length(node):\n    n = 0\n    while node:\n        n, node = n + 1, node.next\n    return n",
        "def length(node):\n    return 1",
        "assert length(Node(1, Node(2))) == 2 and length(None) == 0",
        given="class Node:\n    def __init__(self, value, next=None):\n"
        "        self.value, self.next = value, next",
    ),
    "a locked driver": Case(
        "class Stack:\n    def __init__(self):\n        self.items = []\n    def push(self, x):\n"
        "        self.items.append(x)\n"
        "    def pop(self):\n        return self.items.pop()",
        "class Stack:\n    def __init__(self):\n        self.items = []\n    def push(self, x):\n"
        "        self.items.append(x)\n"
        "    def pop(self):\n        return self.items.pop(0)",
        "assert drive([1, 2, 3]) == [3, 2, 1]",
        given="def drive(values):\n    stack = Stack()\n    for value in values:\n        stack.push(value)\n"
        "    return [stack.pop() for _ in values]",
    ),
    "locked data by lot": Case(
        "y = x * 2",
        "y = x * 3",
        "assert np.allclose(y, 2 * x)",
        given="x = np.random.randn(4)",
    ),
    "locked data that the answer changes": Case(
        "x -= x.mean()\nwords.sort()",
        "",
        "assert np.allclose(x.sum(), 0) and words == ['a', 'b']",
        given="x = np.arange(4.0)\nwords = ['b', 'a']",
    ),
}


def cells_of(case, answer):
    """The cells of a case, (kind, text)."""
    around = case.cells or (("given", case.given), ("answer", ""), ("test", case.test))
    filled = [(kind, answer if kind == "answer" else text) for kind, text in around]
    return [
        ("free", "import random\nimport sys\nimport numpy as np"),
        *((k, t) for k, t in filled if t or k == "answer"),
    ]


def written(case, answer):
    """The notebook of a case."""
    make = {
        "free": lambda text, name: code(text),
        "given": lambda text, name: code(text, grade_id=name, locked=True),
        "answer": solution,
        "test": lambda text, name: test_cell(text, name, 1),
    }
    return notebook(*(make[kind](text, f"c{n}") for n, (kind, text) in enumerate(cells_of(case, answer))))


PLAIN = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config
config = Config()
config.HistoryManager.enabled = False
shell = InteractiveShell.instance(config=config)
shell.showtraceback = lambda *a, **k: None
passed = {}
for name, cells in json.load(sys.stdin).items():
    shell.reset(new_session=True)
    shell.user_ns["In"][:] = [""]
    passed[name] = []
    for kind, text in cells:
        done = shell.run_cell(text, store_history=True)
        if kind == "test":
            passed[name].append(done.success)
print("\\n" + json.dumps(passed))
"""


@pytest.fixture(scope="module")
def in_ipython():
    """For each case and answer, which of its tests pass in plain IPython."""
    asked = {
        f"{name}: {kind}": cells_of(case, getattr(case, kind))
        for name, case in CASES.items()
        for kind in ("right", "wrong")
    }
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PLAIN)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("answer", ["right", "wrong"])
@pytest.mark.parametrize("name", CASES)
def test_a_test_earns_what_it_earns_in_ipython(pool, in_ipython, name, answer):
    case = CASES[name]
    if case.needs:
        pytest.importorskip(case.needs)
    expected = in_ipython[f"{name}: {answer}"]
    assert all(expected) == (answer == "right" or case.right == case.wrong), "the case itself"
    source, submitted = written(case, case.right), written(case, getattr(case, answer))
    cells = grade_notebook(submitted, source, grader=pool).cells
    assert [cell.score == 1 for cell in cells] == expected, [cell.message for cell in cells]
