"""What a course's configuration says to the grader: its options, its limits, its delimiters.

``c.Autograder`` in ``nbgrader_config.py`` is ours, and nbgrader passes over it. An option that does not exist
or a value that cannot be is refused when the course is opened.
"""

from __future__ import annotations

import copy
import difflib
import os
from dataclasses import fields
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from traitlets import Bool, Dict, Enum, Float, Integer, List, TraitError, Tuple, Unicode
from traitlets.config import Config, Configurable

from autograder.course.errors import CourseError
from autograder.course.markers import NBGRADERS_DELIMITERS, Delimiters, Region
from autograder.course.plain_text import one_line
from autograder.records import JAILS, Settings

if TYPE_CHECKING:
    from autograder.course.folders import Course

_DEFAULTS = Settings()


class FileName(Unicode[str, Any]):
    """A trait for the name of a file or a folder, given as a text or as a `pathlib.Path`."""

    def validate(self, obj: Any, value: Any) -> Any:
        """The name as a text; called by traitlets."""
        return super().validate(obj, os.fspath(value) if isinstance(value, os.PathLike) else value)


class Autograder(Configurable):
    """The options of a course: ``c.Autograder.<option>`` in ``nbgrader_config.py``."""

    solutions_directory = FileName(
        None,
        allow_none=True,
        help="Folder with the instructor's notebooks, <set>/<set>.md or <set>/<set>.ipynb, from which "
        "nbgrader's source folder is made; a path from the configuration's folder. None: the source folder "
        "is written by hand.",
    ).tag(config=True)
    cell_seconds = Float(
        _DEFAULTS.cell_seconds,
        help="Longest wall time of one cell, in seconds. Not given: c.ExecutePreprocessor.timeout.",
    ).tag(config=True)
    notebook_seconds = Float(
        _DEFAULTS.notebook_seconds, help="Longest wall time of all cells together, in seconds."
    ).tag(config=True)
    memory_megabytes = Integer(
        _DEFAULTS.memory_megabytes,
        help="Memory that the student's code may take beyond the imported libraries, in MiB.",
    ).tag(config=True)
    file_megabytes = Integer(
        _DEFAULTS.file_megabytes, help="Size of the student's private home and of its /tmp, in MiB each."
    ).tag(config=True)
    processes = Integer(
        _DEFAULTS.processes, help="Processes and threads that the student's code may start (a number)."
    ).tag(config=True)
    output_bytes = Integer(_DEFAULTS.output_bytes, help="Longest output of one cell, in bytes.").tag(
        config=True
    )
    message_megabytes = Integer(
        _DEFAULTS.message_megabytes,
        help="Largest message between the student's code and the tests, in MiB.",
    ).tag(config=True)
    jail = Enum(
        JAILS,
        _DEFAULTS.jail,
        help='What encloses students\' code: "auto" (the best that the machine has), "bwrap", "landlock" or '
        '"none".',
    ).tag(config=True)
    visible_only = Bool(_DEFAULTS.visible_only, help="Leave the hidden tests out.").tag(config=True)
    seed = Integer(
        _DEFAULTS.seed, help="Seed of NumPy's and Python's global random generators (a number)."
    ).tag(config=True)
    readable = List(
        FileName(),
        list(_DEFAULTS.readable),
        help="Further folders and files that the student's code may read, such as data sets.",
    ).tag(config=True)
    environment = List(
        Tuple(Unicode(), Unicode()),
        list(_DEFAULTS.environment),
        help="Further environment variables of the student's code and the tests: pairs of name and value.",
    ).tag(config=True)
    judge_variables = List(
        Unicode(),
        list(_DEFAULTS.judge_variables),
        help="Environment variables of the grader's own that the tests may read and students' code may not.",
    ).tag(config=True)
    extra_imports = List(
        Unicode(),
        list(_DEFAULTS.extra_imports),
        help="Modules to import beforehand, besides those that the source's own cells import.",
    ).tag(config=True)
    feedback = Enum(
        ("hints", "full"),
        "hints",
        help='What feedback pages show of hidden tests: "hints" (what went wrong, no line and no value of '
        'theirs, unless the options below say so) or "full" (their code, messages and output).',
    ).tag(config=True)
    show_hidden_messages = Bool(
        False,
        help="Show students the message of a hidden test that failed, and what their code raised in it; its "
        "lines stay hidden. For tests whose messages are written for students.",
    ).tag(config=True)
    show_hidden_output = Bool(
        False,
        help="Show students what is printed while a hidden test runs; it may hold the test's arguments.",
    ).tag(config=True)
    timezone = Unicode(
        "UTC",
        help="Zone of the course, such as Europe/Berlin: of due dates and of the times of an LMS.",
    ).tag(config=True)
    due_dates = Dict(
        value_trait=Unicode(),
        key_trait=Unicode(),
        help="When each set is due, in the course's zone, such as {'ps1': '2026-02-01 23:59'}. A set that is "
        "not here has the gradebook's due date.",
    ).tag(config=True)
    grace_minutes = Float(
        0.0, min=0.0, help="Minutes after the due date that cost nothing; for later ones the date counts."
    ).tag(config=True)
    late_percent_a_day = Float(
        0.0,
        min=0.0,
        max=100.0,
        help="Percent (0 to 100) of what was earned that each day costs which has begun.",
    ).tag(config=True)
    late_days = Integer(
        0, min=0, help="Days after which a submission earns nothing; 0 where there is no such limit."
    ).tag(config=True)
    sections = Dict(
        value_trait=Unicode(),
        key_trait=Unicode(),
        help="Where a task is explained whose text has no link: addresses of sections by grade_id of one of "
        "its cells, or by set.",
    ).tag(config=True)
    grading_scale = List(
        Tuple(Float(), Unicode()),
        [],
        help="From how many percent there is which grade: [(90, 'A'), (75, 'B'), (50, 'C'), (0, 'F')].",
    ).tag(config=True)
    attempt = Enum(
        ("last", "first", "best"), "last", help="Which of a student's attempts counts: last, first or best."
    ).tag(config=True)

    @property
    def shows_tests(self) -> bool:
        """Whether students see hidden tests."""
        return bool(self.feedback == "full")

    @property
    def shows_messages(self) -> bool:
        """Whether students see what hidden tests say."""
        return bool(self.show_hidden_messages or self.shows_tests)

    @property
    def shows_output(self) -> bool:
        """Whether students see what is printed while a hidden test runs."""
        return bool(self.show_hidden_output or self.shows_tests)


def options_of(config: Config) -> Autograder:
    """The options of a course.

    Args:
        config: its configuration; None as a value stands for the default.

    Raises:
        CourseError: if ``c.Autograder`` names an option that does not exist, or a value is of a wrong type.
    """
    given = {name: value for name, value in config.Autograder.items() if value is not None}
    known = Autograder.class_trait_names(config=True)
    for name, value in given.items():
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"Did you mean {close[0]}?" if close else f"There are: {', '.join(sorted(known))}."
            raise CourseError(
                "settings of the course: expected an option of c.Autograder. "
                f"Received: {name}={value!r}. {hint}"
            )
    try:
        return Autograder(config=Config({"Autograder": given}))
    except TraitError as error:
        raise CourseError(f"settings of the course: {_refusal(given)}") from error


def _refusal(given: dict[str, Any]) -> str:
    """Which of the given options traitlets refuses, in our form."""
    for name, value in given.items():
        trait = Autograder.class_traits()[name]
        try:
            Autograder(config=Config({"Autograder": {name: value}}))
        except TraitError:
            expected = trait.info()
            return f"expected {expected} for c.Autograder.{name}. Received: {name}={value!r}. {trait.help}"
    return "expected options that go together."


def settings_of(course: Course, **choices: Any) -> Settings:
    """The settings of a course.

    A field of `Settings` is what `choices` says; else what ``c.Autograder.<field>`` in the configuration is;
    for ``cell_seconds`` else nbgrader's own ``c.ExecutePreprocessor.timeout``; else the default.

    Args:
        course: the course.
        choices: fields that stand above the configuration; None leaves a field as configured.

    Raises:
        CourseError: if a value cannot be.
    """
    options = options_of(course.config)
    found = {field.name: getattr(options, field.name) for field in fields(Settings)}
    found = {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}
    try:
        if course.config.Autograder.get("cell_seconds") is None:
            found["cell_seconds"] = _timeout(course.config) or found["cell_seconds"]
        return Settings(**found | {name: value for name, value in choices.items() if value is not None})
    except (TypeError, ValueError) as error:
        raise CourseError(f"settings of the course: {error}") from error


def _timeout(config: Config) -> float | None:
    """nbgrader's own limit on a cell, in seconds; None if the course configures none."""
    found = None
    for section in (config.ExecutePreprocessor, config.Execute):
        if section.get("timeout", None):
            found = float(section["timeout"])
    return found


def delimiters_of(config: Config) -> Delimiters:
    """The delimiters and stubs that a course configures for nbgrader's own steps.

    Read are ``c.ClearSolutions``, ``c.ClearHiddenTests`` and ``c.ClearMarkScheme``, by these classes
    themselves, so every form that they accept is right.

    Raises:
        CourseError: if a value is of a wrong type, or two delimiters cannot be told apart.
    """
    if not any(config.get(section) for section in ("ClearSolutions", "ClearHiddenTests", "ClearMarkScheme")):
        return NBGRADERS_DELIMITERS
    from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

    # The classes change the configuration that they read.
    config = copy.deepcopy(config)
    try:
        solutions, tests = ClearSolutions(config=config), ClearHiddenTests(config=config)
        schemes = ClearMarkScheme(config=config)
        stubs = tuple((str(language), str(stub)) for language, stub in solutions.code_stub.items())
    except TraitError as error:
        raise CourseError(f"settings of the course: {error}") from error
    enforced = {"solution": solutions, "grade": tests, "task": schemes}
    return Delimiters(
        _region("ClearSolutions", solutions.begin_solution_delimeter, solutions.end_solution_delimeter),
        _region("ClearHiddenTests", tests.begin_test_delimeter, tests.end_test_delimeter),
        _region("ClearMarkScheme", schemes.begin_mark_scheme_delimeter, schemes.end_mark_scheme_delimeter),
        stubs,
        solutions.text_stub,
        tuple(flag for flag, step in enforced.items() if step.enforce_metadata),
    )


def configured_lines(delimiters: Delimiters) -> str:
    """The lines of a configuration from which `delimiters_of` reads these delimiters."""
    flags = delimiters.refused_elsewhere
    values = {
        "ClearSolutions.begin_solution_delimeter": delimiters.solution.begin,
        "ClearSolutions.end_solution_delimeter": delimiters.solution.end,
        "ClearSolutions.code_stub": dict(delimiters.code_stubs),
        "ClearSolutions.text_stub": delimiters.text_stub,
        "ClearSolutions.enforce_metadata": "solution" in flags,
        "ClearHiddenTests.begin_test_delimeter": delimiters.hidden_tests.begin,
        "ClearHiddenTests.end_test_delimeter": delimiters.hidden_tests.end,
        "ClearHiddenTests.enforce_metadata": "grade" in flags,
        "ClearMarkScheme.begin_mark_scheme_delimeter": delimiters.mark_scheme.begin,
        "ClearMarkScheme.end_mark_scheme_delimeter": delimiters.mark_scheme.end,
        "ClearMarkScheme.enforce_metadata": "task" in flags,
    }
    return "".join(f"c.{name} = {value!r}\n" for name, value in values.items())


def _region(section: str, begin: str, end: str) -> Region:
    if not begin or not end or begin in end:
        raise CourseError(
            f"settings of the course: expected two delimiters of c.{section}, the first not a part of the "
            f"second. Received: begin={begin!r}, end={end!r}. Nobody could tell where a region ends."
        )
    return Region(begin, end)


def zone_of(name: str) -> tzinfo:
    """A time zone by its name (IANA).

    Raises:
        CourseError: if there is none of this name.
    """
    if name == "UTC":  # also where the system has no list of zones
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise CourseError(
            f"expected a time zone such as Europe/Berlin. Received: timezone={one_line(name)}."
        ) from None


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
