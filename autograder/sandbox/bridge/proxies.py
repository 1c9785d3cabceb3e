"""The judge's end of the bridge: asks for what a test wants of the student's objects, and reads the answers.

None of them is believed: what is no reply of the protocol ends the link. What crosses is plain data, or one
of the `handles` stands for it.
"""

from __future__ import annotations

import builtins
import contextlib
import warnings
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np

from autograder.sandbox.bridge import changes, errors
from autograder.sandbox.bridge.handles import (
    HANDLES,
    NeedsStudentsProcess,
    find,
    is_same,
    number_of,
    shared_object,
)
from autograder.sandbox.bridge.values import Decoder, Encoder
from autograder.sandbox.channel import Channel, LinkBroken, Malformed
from autograder.sandbox.protocol import (
    REPLIED,
    Action,
    Answered,
    Ask,
    CallableReference,
    CallBack,
    HandleReference,
    Reference,
    Replied,
    Rest,
    SharedReference,
)

_LOOKING: frozenset[Action] = frozenset(
    ["global", "names", "get", "array", "str", "repr", "format", "dir", "isinstance", "issubclass", "class"]
)
"""What leaves the student's objects as they are."""
_CALLING: frozenset[Action] = frozenset(["call", "next", "operate"])
"""What runs code of the student's for its result."""


class Around(Protocol):
    """Does something before and after each call of the student's code."""

    def before_call(self) -> None:
        """The call comes next."""

    def after_call(self) -> None:
        """The call is over."""


class Link:
    """Sends the judge's requests over a channel and reads the replies, none of which is believed."""

    def __init__(
        self, channel: Channel[REPLIED], echo: Callable[[str, str], object] = lambda printed, complained: None
    ) -> None:
        """Speak to the worker over ``channel``.

        Args:
            channel: to the worker.
            echo: gets what the student's code printed, and what it wrote to standard error.
        """
        self.channel = channel
        self.broken: LinkBroken | None = None
        """Why nothing can be asked any more."""
        self.last_call = ""
        """Name of the student's function that was called last."""
        self.last_value: object = None
        """What that call returned."""
        self.calls = 0
        """Number of requests that may have changed an object of the student's."""
        self.stopped: errors.Stopped | None = None
        """What the student's code raised that ends a program, in this test."""
        self.around: list[Around] = []
        """What happens around each call."""
        self.cells: dict[str, str] = {}
        """Texts of the student's cells by label, where a test looks at code."""
        self.tasks_classes: set[int] = set()
        """Numbers of the classes that the source has its students write, or gives them."""
        self._depth = 0
        self._echo = echo
        self._handles: dict[int, Any] = {}
        self._callables: dict[int, Callable[..., object]] = {}
        self._asked = False

    def ask(self, action: Action, number: int | None, *arguments: object) -> Any:
        """Have the worker do something with object ``number``; return the plain result or a handle."""
        return self.request(action, number, arguments, {})

    def request(
        self, action: Action, number: int | None, arguments: Sequence[object], keywords: dict[str, object]
    ) -> Any:
        """Send one request, serve what the worker calls back, and read the reply.

        Raises:
            LinkBroken: if the worker ended, was late or answered out of turn.
            BaseException: what the student's code raised.
        """
        if action not in _CALLING or self._depth:
            return self._request(action, number, arguments, keywords)
        self._depth = 1
        try:
            for each in self.around:
                each.before_call()
            try:
                return self._request(action, number, arguments, keywords)
            finally:
                if self.broken is None:
                    for each in self.around:
                        each.after_call()
        finally:
            self._depth = 0

    def _request(
        self, action: Action, number: int | None, arguments: Sequence[object], keywords: dict[str, object]
    ) -> Any:
        if self.broken is not None:
            raise self.broken
        encoder = Encoder(self._refer, owner=self)
        encoded = tuple(encoder.encode(argument) for argument in arguments)
        named = {name: encoder.encode(argument) for name, argument in keywords.items()}
        self._asked = True
        self.calls += action not in _LOOKING
        try:
            self.channel.send(Ask(action, number, encoded, named), encoder.blobs)
            return self._reply(encoder)
        except LinkBroken as error:
            self.broken = error
            raise

    def holds(self, value: object) -> bool:
        """Whether ``value`` stands for an object of this link's worker."""
        number = number_of(value)
        return number is not None and is_same(self._handles.get(number), value)

    def rest(self) -> None:
        """Tell the worker that nothing more is asked for now; until then it listens to nobody else."""
        if self._asked and self.broken is None:
            self._asked = False
            with contextlib.suppress(LinkBroken):  # the next request will find that out
                self.channel.send(Rest())

    def _reply(self, encoder: Encoder) -> object:
        while True:
            reply, blobs = self.channel.receive()
            decoder = Decoder(blobs, self._resolve, encoder.tracked, self)
            if isinstance(reply, CallBack):
                self._call_back(reply, decoder)
                continue
            self._echo(reply.printed, reply.complained)
            try:
                value, raised = self._read(reply, decoder, encoder)
            except Exception as error:  # whatever reading raises, no worker of ours sends that
                raise Malformed(f"not a reply: {type(error).__name__}: {error}") from error
            self._warn(reply)
            if isinstance(raised, errors.Stopped):
                self.stopped = self.stopped or raised
            if raised is not None:
                raise raised
            return value

    def _read(
        self, reply: Replied, decoder: Decoder, encoder: Encoder
    ) -> tuple[object, BaseException | None]:
        changes.apply(reply.changes, encoder.tracked, decoder)
        if reply.failure is not None:
            return None, errors.rebuild(reply.failure, self._student_class)
        return decoder.decode(reply.value), None

    def _warn(self, reply: Replied) -> None:
        """Warn here of what the student's code warned of there; a filter may make an error of it."""
        for warned in reply.warned:
            warnings.warn(warned.text, _warning_class(warned.category), stacklevel=5)

    def _call_back(self, call: CallBack, decoder: Decoder) -> None:
        """Call a function of the judge's for the worker."""
        encoder = Encoder(self._refer, owner=self)
        try:
            function = self._callables[call.number]
            arguments = [decoder.decode(argument) for argument in call.arguments]
            keywords = {name: decoder.decode(argument) for name, argument in call.keywords.items()}
        except Exception as error:
            raise Malformed(f"not a request: {type(error).__name__}") from error
        try:
            answer = Answered(encoder.encode(function(*arguments, **keywords)))
        except (Exception, errors.Stopped) as error:
            encoder.blobs, answer = [], Answered(failure=errors.describe(error, self._refer, None))
        self.channel.send(answer, encoder.blobs)

    def _refer(self, value: object) -> Reference:
        number = number_of(value)
        if number is not None:
            return HandleReference(number)
        if isinstance(value, np.ufunc):
            return SharedReference("numpy", value.__name__)
        module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", "")
        if isinstance(module, str) and module != "__main__" and find(module, name) is value:
            return SharedReference(module, name)
        if callable(value):
            self._callables[id(value)] = value
            name = getattr(value, "__name__", "")
            return CallableReference(id(value), name if type(name) is str else "")
        raise NeedsStudentsProcess(
            f"a {type(value).__name__} of the test's own cannot be handed to student code"
        )

    def _resolve(self, reference: Reference) -> object:
        if isinstance(reference, SharedReference):
            return shared_object(reference)
        if not isinstance(reference, HandleReference) or not reference.classes:
            raise ValueError("no such object")
        if reference.number not in self._handles:
            self._handles[reference.number] = self._new_handle(reference)
        return self._handles[reference.number]

    def _new_handle(self, reference: HandleReference) -> object:
        if reference.kind == "class":
            bases = [kind for kind in map(errors.class_called, reference.classes) if kind is not None]
            if bases and issubclass(bases[0], Exception):
                name = reference.classes[0].rpartition(".")[2]
                return type(name, (bases[0],), {"_number": reference.number, "__module__": "__main__"})
        return HANDLES[reference.kind](self, reference)

    def _student_class(self, described: HandleReference) -> type:
        found = self._resolve(described)
        if not isinstance(found, type) or not issubclass(found, Exception):
            raise ValueError("no exception class")
        return found


def _warning_class(name: str) -> type[Warning]:
    found = getattr(builtins, name, UserWarning)
    return found if isinstance(found, type) and issubclass(found, Warning) else UserWarning
