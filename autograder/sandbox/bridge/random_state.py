"""The global random generators of a test and of the student's code, which are one in Jupyter.

Once a test has seeded a generator, the judge's state is carried to the worker before a call of the student's
code, and what the call drew is drawn here too. The worker's word for the new state counts only if it lies
ahead of the old one on the same sequence: so no student chooses what a test draws next.
"""

from __future__ import annotations

import contextlib
import random
import re
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

_SEEDS = re.compile(r"seed|setstate|set_state")
_WORDS = 624
_FURTHEST = 1000
"""Most blocks of numbers that one call of the student's code may draw and be followed."""
_SEEDERS = {"keras.utils": "set_random_seed", "tensorflow.random": "set_seed", "torch": "manual_seed"}
"""Modules and their functions that seed a generator of their own."""


class Carrier:
    """The judge's end: carries the state of the global generators with each call."""

    def __init__(self, ask: Callable[..., Any]) -> None:
        """Talk to the worker with ``ask``, which takes an action and its arguments."""
        self._ask = ask
        self._active = False
        self._ours: list[Any] | None = None
        self._theirs: list[Any] | None = None
        self._seeded: list[tuple[str, int]] = []
        self._watch()

    def begin(self, source: str) -> None:
        """A cell is about to run; from the first that seeds a generator on, states are carried."""
        if _SEEDS.search(source) and not self._active:
            self._active, self._ours = True, read()

    def forget(self) -> None:
        """There is a new worker, which has another state."""
        self._theirs = None

    def before_call(self) -> None:
        """Give the worker the state that the generators have here, if a test has seeded or drawn since.

        If none has, the worker's own state counts: a cell may have seeded there.
        """
        while self._seeded:
            self._ask("seed", *self._seeded.pop(0))
        if self._active:
            state = read()
            if self._ours is None or not _equal(state, self._ours):
                self._ask("state", state)
                self._ours = self._theirs = state

    def after_call(self) -> None:
        """Draw here what the call has drawn there."""
        if not self._active or self._theirs is None:
            return
        told = self._ask("random")
        ours = self._theirs
        with contextlib.suppress(TypeError, ValueError, IndexError, AttributeError):
            moved = list(ours)
            for generator in (slice(0, 3), slice(3, 6)):
                key, position, _ = told[generator]
                at = ours[generator][:2]
                if not _equal(at, [key, position]) and _is_ahead(at, key, position):
                    moved[generator] = [key, position, None]
            if not _equal(moved, ours):
                write(moved)
        self._ours = self._theirs = read()

    def _watch(self) -> None:
        """Note from now on how the generators of other libraries are seeded here."""
        for module, name in _SEEDERS.items():
            owner = sys.modules.get(module)
            seeder = getattr(owner, name, None)
            if callable(seeder) and not hasattr(seeder, "seeds_the_worker"):
                setattr(owner, name, self._noting(module, seeder))

    def _noting(self, module: str, seeder: Callable[..., Any]) -> Callable[..., Any]:
        def seeds(seed: int, *arguments: object, **keywords: object) -> Any:
            self._seeded.append((module, int(seed)))
            return seeder(seed, *arguments, **keywords)

        seeds.__name__, seeds.__doc__ = getattr(seeder, "__name__", "seed"), seeder.__doc__
        setattr(seeds, "seeds_the_worker", True)  # noqa: B010 - a mark on a function
        return seeds


def read() -> list[Any]:
    """State of Python's and NumPy's generator: of each the words, the position, and a number kept back."""
    _, words, kept = random.getstate()
    state: Any = np.random.get_state(legacy=False)  # noqa: NPY002 - the old generator is what is meant
    ours: list[Any] = [np.array(words[:-1], np.uint32), words[-1], kept]
    if state["bit_generator"] != "MT19937":
        return [*ours, np.zeros(_WORDS, np.uint32), 0, None]
    gauss = float(state["gauss"]) if state["has_gauss"] else None
    return [*ours, state["state"]["key"].copy(), int(state["state"]["pos"]), gauss]


def write(state: list[Any]) -> None:
    """Give Python's and NumPy's generator a state."""
    words, position, kept, key, numpys, gauss = state
    random.setstate((3, (*map(int, words), int(position)), kept))
    if key.any():
        np.random.set_state(("MT19937", key, numpys, int(gauss is not None), gauss or 0.0))  # noqa: NPY002


def call_seeder(module: str, seed: int) -> None:
    """Seed the generator of another library, if it is there."""
    owner = sys.modules.get(module)
    if owner is not None:
        getattr(owner, _SEEDERS[module])(seed)


def _is_ahead(ours: list[Any], key: object, position: object) -> bool:
    """Whether a state lies ahead of ours on its sequence, and not too far."""
    words, at = ours
    if type(key) is not np.ndarray or key.shape != (_WORDS,) or key.dtype != np.uint32:
        return False
    if type(position) is not int or not 0 <= position <= _WORDS:
        return False
    if np.array_equal(key, words):
        return position > int(at)
    bits = np.random.MT19937(0)
    bits.state = {"bit_generator": "MT19937", "state": {"key": words, "pos": _WORDS}}
    bits.random_raw(1, output=False)  # the next block of words is made
    for _ in range(_FURTHEST):
        if np.array_equal(bits.state["state"]["key"], key):
            return True
        bits.random_raw(_WORDS, output=False)
    return False


def _equal(one: list[Any], other: list[Any]) -> bool:
    return all(_same(a, b) for a, b in zip(one, other, strict=True))


def _same(one: Any, other: Any) -> bool:
    return bool(np.array_equal(one, other) if isinstance(one, np.ndarray) else one == other)
