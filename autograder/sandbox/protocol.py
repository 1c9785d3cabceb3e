"""What the grader, the forked processes, the worker and the judge say to each other.

Every message is one of the frozen records below, and is checked as it is read: of the right shape and types,
or `channel.Malformed`. What a record holds of a student's (names, texts, values) is data and nothing more.

===================  =====================  ==============================================================
from                 to                     messages
===================  =====================  ==============================================================
grader               fork server            `Launch`, then a `Fork` for each process; `HowMuch`
fork server          grader                 `Ready`, then `Usage` and `Ended` for each process
grader               judge server           `Learn`
grader               worker                 `Begin`, `RunCell`, `RunBeside`
worker               grader                 `CellRan`, `BesideRan`
grader               judge                  `Begin`, `Attach`, `RunTest`
judge                grader                 `TestRan`
judge                worker                 `Ask`, `Rest`, `Answered`
worker               judge                  `Replied`, `CallBack`
===================  =====================  ==============================================================
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Literal, TypeAlias

import msgspec

Data: TypeAlias = Any
"""A value as JSON data, written and read by `bridge.values` alone."""


class Role(Enum):
    """What a forked process is to be."""

    WORKER = "worker"
    JUDGE = "judge"
    JUDGE_SERVER = "judge server"


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a message."""


class Message(Record, frozen=True, tag=True):
    """A message; its class is told by name."""


class Fork(Message, frozen=True):
    """Fork a process. With it come descriptors: of the socket on which its end is told, then its own."""

    role: Role
    """What it is to be."""
    processor: int | None = None
    """Number of the processor that it and all that it starts run on; None for any."""
    in_group: bool = False
    """Whether the last descriptor is the door of a control group, which it joins first of all."""


class HowMuch(Message, frozen=True):
    """Tell what a forked process has used, over the socket on which its end is told."""


# Between the grader and the processes that fork.


class Limits(Record, frozen=True):
    """What a forked process may use up."""

    memory_megabytes: int = 2048
    """MiB beyond what the process that forked it maps; for it, and for all that it starts together."""
    file_megabytes: int = 64
    """MiB of one file, and of each private folder."""
    processes: int = 64
    """Processes and threads, all together."""
    seconds: float = 600.0
    """CPU seconds of one process."""


class Launch(Message, frozen=True):
    """How a fork server is to be."""

    control: int
    """Descriptor of the socket on which it is asked for processes."""
    jail: str
    """Kind of jail: "bwrap", "landlock" or "none"."""
    limits: Limits
    """What each forked process may use up."""
    imports: tuple[str, ...] = ()
    """Modules to import beforehand."""
    readable: tuple[str, ...] = ()
    """Further folders and files that forked processes may read."""
    homes: str | None = None
    """Folder for the private folders of forked processes; None where the jail makes them."""


class Ready(Message, frozen=True):
    """A fork server has imported what it was asked for."""

    seconds: float
    """Wall time of its start."""
    failed: dict[str, str]
    """Reason for each module that could not be imported."""
    problem: str
    """Why no process can be enclosed; empty if all is well."""


Over: TypeAlias = Literal["memory", "files", "processes"]
"""What a submission can have too much of, all its processes together."""


class Usage(Message, frozen=True):
    """What a forked process and all that it started have used of the processors."""

    cpu_seconds: float = 0.0
    """Processor time in seconds."""
    waited_seconds: float = 0.0
    """How long its threads were ready to run and had no processor, in seconds, all together."""
    busy_seconds: float = 0.0
    """How long the processors on which it may run were busy, with it or with others, in seconds."""


class Ended(Message, frozen=True):
    """A forked process has ended."""

    signal: int = 0
    """Number of the signal that ended it; 0 if none did."""
    over: Over | None = None
    """What it was ended for, having too much of it."""
    peak_kilobytes: int = 0
    """The most memory that it held, in KiB."""


class TestNames(Record, frozen=True):
    """What names have to do with each other in a test and in the cells around it, as the source tells."""

    forget: tuple[str, ...] = ()
    """Bound by the cells above that run in the worker: what earlier tests made of them is of the past."""
    shared: tuple[str, ...] = ()
    """Read by functions in the worker: what the test makes of them holds there too."""
    handed: tuple[str, ...] = ()
    """Read by cells further below that run in the worker: their values are handed over after the test."""
    classes: tuple[str, ...] = ()
    """Classes that the source has its students write, or gives them."""
    patches: bool = False
    """Whether the test may put something in the place of a module's attribute."""


class RunTest(Message, frozen=True):
    """Run a test cell."""

    source: str
    """Text of the cell."""
    label: str
    """What tracebacks call it."""
    seconds: float = 0.0
    """Time that it has."""
    hidden: tuple[int, ...] = ()
    """Numbers, from 1, of its lines that students never see."""
    names: TestNames = TestNames()
    """What its names have to do with other cells."""
    history: tuple[tuple[str, str], ...] = ()
    """Label and text of each cell that ran before, for a test that reads them."""


class RunSetUp(Message, frozen=True):
    """Run what the judge needs of an instructor's set-up cell."""

    source: str
    """Statements of the cell."""
    label: str
    """What tracebacks call it."""
    seconds: float = 0.0
    """Time that it has."""


class Learn(Message, frozen=True):
    """The tests that the judges of a judge server will run."""

    tests: tuple[RunTest, ...]
    """Each test cell, in any order."""


# Between the grader, the worker and the judge.


class Begin(Message, frozen=True):
    """The first message to a worker or judge. The contents of the files follow, in their order."""

    files: tuple[str, ...]
    """Paths of the files for the working folder."""
    seed: int
    """Seed of Python's and NumPy's global generators."""
    output_bytes: int
    """Longest output of one cell."""
    message_bytes: int
    """Largest message between worker and judge."""
    environment: dict[str, str] = {}
    """Further environment variables."""
    imports: tuple[str, ...] = ()
    """Statements that run first."""
    imports_apart: bool = False
    """Whether modules are imported from a folder of their own, as in a judge; a worker imports what lies in
    the working folder."""


class RunCell(Message, frozen=True):
    """Run a cell of the worker's."""

    source: str
    """Text of the cell."""
    label: str
    """What tracebacks call it."""
    given: tuple[str, ...] | None = None
    """Of an instructor's cell, the names that stay as it binds them, whatever the student's cells make of
    them; None for a student's cell."""
    sets_globals: bool = False
    """Whether functions of an instructor's cell set global names, which are then those of all cells."""


class RunBeside(Message, frozen=True):
    """Run a test cell beside the student's code."""

    source: str
    """Text of the cell."""
    label: str
    """What tracebacks call it."""
    token: str
    """What the report must carry."""
    keep: bool = False
    """Whether what it leaves behind, names and state, is kept for the cells below."""
    pythons: tuple[str, ...] = ()
    """Built-in names that the test means Python's own by."""
    given: tuple[str, ...] = ()
    """Names that the instructor's cells bind."""
    hidden: tuple[int, ...] = ()
    """Numbers of its lines that students never see, from 1."""


class Attach(Message, frozen=True):
    """A new worker is there; a descriptor of the socket to it follows."""


class Place(Record, frozen=True):
    """A line of a cell."""

    cell: str
    """Label of the cell."""
    line: int = 0
    """Number of the line, from 1."""
    text: str = ""
    """What stands there."""


class StreamOutput(Record, frozen=True, tag_field="output_type", tag="stream"):
    """Printed text. The four outputs have the fields of nbformat's."""

    name: Literal["stdout", "stderr"]
    text: str
    hidden: bool = False
    """Whether it came while hidden lines of a test ran; no field of nbformat's. The same below."""


class DisplayOutput(Record, frozen=True, tag_field="output_type", tag="display_data"):
    """Something shown, by MIME type."""

    data: dict[str, Data]
    metadata: dict[str, Data] = {}
    hidden: bool = False


class ResultOutput(Record, frozen=True, tag_field="output_type", tag="execute_result"):
    """Value of the last expression, by MIME type."""

    data: dict[str, Data]
    metadata: dict[str, Data] = {}
    execution_count: None = None
    hidden: bool = False


class ErrorOutput(Record, frozen=True, tag_field="output_type", tag="error"):
    """What a cell raised."""

    ename: str
    evalue: str
    traceback: tuple[str, ...]


Output: TypeAlias = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput


class CellRan(Message, frozen=True):
    """What running a cell in the worker gave."""

    outputs: tuple[Output, ...]
    """What it showed, its error included."""
    seconds: float
    """Wall time in seconds."""
    failure: Failure | None = None
    """What it raised."""


class TestFailure(Record, frozen=True):
    """Why a test cell did not run to its end."""

    kind: str
    """Class of the exception, by its last name."""
    message: str
    """Its text."""
    from_student: bool = False
    """Whether the student's code raised it."""
    place: Place | None = None
    """The innermost line of a cell that led to it."""
    students_line: bool = False
    """Whether that is a line of the student's."""
    hidden: bool = False
    """Whether a line that students never see led to it; `place` is then a line of the student's, or none."""
    test_line: int = 0
    """Number of the test's own line that led to it, from 1; for the instructor alone."""
    raised_by: str = ""
    """The package whose code raised it, such as "unittest"; empty if a cell did."""
    link: Literal["sound", "gone", "late", "malformed"] = "sound"
    """How the connection to the worker was lost, if it was."""
    stopped: bool = False
    """Whether the student's code raised something that ends a program."""
    memory: bool = False
    """Whether memory ran out."""
    refused: bool = False
    """Whether an object of the student's was used as if it were plain data."""
    call: str = ""
    """Name of the student's function that was called last."""
    returned: str = ""
    """Class of what it returned."""
    returned_length: int | None = None
    """Number of its items, if it has any."""
    returned_shape: tuple[int, ...] = ()
    """Shape of an array."""
    returned_items: tuple[str, ...] = ()
    """Classes of its first items."""
    missing_name: str | None = None
    """The name that was not defined, if that is why."""


class TestRan(Message, frozen=True):
    """What running a test cell in the judge gave."""

    outputs: tuple[Output, ...]
    """What it showed, its error included."""
    seconds: float
    """Wall time in seconds."""
    failure: TestFailure | None = None
    """Why it did not run to its end."""
    score: str | None = None
    """Value of its last expression, where that is a number of the test's own; as text, for it may be nan."""


class BesideRan(Message, frozen=True):
    """What running a test cell beside the student's code gave."""

    token: str
    """That of the request."""
    ran: TestRan
    """What happened."""
    undone: tuple[str, ...] = ()
    """What the student's code had put in the place of other functions, in words."""


# Between the judge and the worker: what is asked about the student's objects.


HandleKind: TypeAlias = Literal["object", "member", "variable", "iterator", "function", "method", "class"]
"""What a test can use a handle as."""
ParameterKind: TypeAlias = Literal[
    "POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD", "VAR_POSITIONAL", "KEYWORD_ONLY", "VAR_KEYWORD"
]


class Parameter(Record, frozen=True, array_like=True):
    """A parameter of a student's function, as `inspect` describes it."""

    name: str
    kind: ParameterKind
    has_default: bool
    default: tuple[Data, ...] = ()
    """Its default, where that is plain data."""


class HandleReference(Record, frozen=True, array_like=True, tag="handle"):
    """An object that stays in the worker."""

    number: int
    """Which one."""
    kind: HandleKind = "object"
    """What it can be used as."""
    classes: tuple[str, ...] = ()
    """Dotted names of its class and what that derives from; of a class, its own first."""
    name: str = ""
    """Name of a function."""
    parameters: tuple[Parameter, ...] | None = None
    """Parameters of a function; None where they cannot be told."""
    doc: str = ""
    """Its documentation."""
    is_true: bool = False
    """Whether it counts as true because its class says nothing of truth or length."""


class SharedReference(Record, frozen=True, array_like=True, tag="shared"):
    """A function or type of NumPy's or Python's own that both sides have."""

    module: str
    name: str


class CallableReference(Record, frozen=True, array_like=True, tag="callable"):
    """A function of the judge's that the student's code may call."""

    number: int
    name: str = ""


Reference: TypeAlias = HandleReference | SharedReference | CallableReference


class Failure(Record, frozen=True):
    """An exception as it crosses between processes."""

    classes: tuple[str, ...]
    """Dotted names of its class and the exceptions that this derives from."""
    message: str = ""
    """Its text."""
    place: Place | None = None
    """The student's line that raised it."""
    student_class: HandleReference | None = None
    """Its class, where that is the student's own."""
    arguments: Data = None
    """Its arguments, where they are plain."""
    members: tuple[Failure, ...] = ()
    """The exceptions of a group."""


Action: TypeAlias = Literal[
    "global", "names", "take", "put", "hand", "patch", "call", "get", "set", "delete", "array", "next", "str",
    "repr", "format", "dir", "isinstance", "issubclass", "class", "code", "operate", "seed", "random",
    "state",
]  # fmt: skip
"""What the judge may ask. Only "operate" hands something of a test's to an operator of the student's."""


class Ask(Message, frozen=True):
    """Do something with an object of the student's, or with the student's names."""

    action: Action
    target: int | None
    """Number of the object; None for the names."""
    arguments: tuple[Data, ...] = ()
    keywords: dict[str, Data] = {}


class Rest(Message, frozen=True):
    """Nothing more is asked for now: listen to the grader again."""


class Answered(Message, frozen=True):
    """What a function of the judge's returned to the student's code, or raised."""

    value: Data = None
    failure: Failure | None = None


class Change(Record, frozen=True, array_like=True):
    """An argument that the student's code changed in place."""

    number: int
    """Which of the mutable objects of the request, in the order in which they stand in it."""
    content: Data
    """What it holds now."""


class Warned(Record, frozen=True, array_like=True):
    """A warning of the student's code."""

    category: str
    """Name of its class."""
    text: str


class Replied(Message, frozen=True):
    """What a request gave."""

    value: Data = None
    failure: Failure | None = None
    """What the student's code raised instead."""
    changes: tuple[Change, ...] = ()
    """Arguments that changed."""
    printed: str = ""
    """What the student's code printed."""
    complained: str = ""
    """What it wrote to standard error."""
    warned: tuple[Warned, ...] = ()
    """Its warnings."""


class CallBack(Message, frozen=True):
    """The student's code calls a function of the judge's."""

    number: int
    """Which one."""
    arguments: tuple[Data, ...] = ()
    keywords: dict[str, Data] = {}


TO_WORKER: TypeAlias = Begin | RunCell | RunBeside
FROM_WORKER: TypeAlias = CellRan | BesideRan
TO_JUDGE: TypeAlias = Begin | Attach | RunTest | RunSetUp
FROM_JUDGE: TypeAlias = TestRan
ASKED: TypeAlias = Ask | Rest | Answered
REPLIED: TypeAlias = Replied | CallBack
