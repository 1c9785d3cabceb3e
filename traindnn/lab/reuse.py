"""One compiled model for many runs: building a training step takes as long as a short run trains."""

import json
from collections import OrderedDict
from collections.abc import Callable, Hashable
from operator import attrgetter

import keras

from traindnn.lab import engine, keras_private

KEPT = 4
"""Workers that are kept for later runs; the one used longest ago makes room."""


class Worker:
    """A compiled model that trains in place of others of the same architecture, one after another.

    Each training starts from the other's variables (weights, moving statistics, states of random numbers, the
    optimizer's), so it gives the numbers that the other itself would have given.

    Args:
        model: compiled ``keras.Model`` that has not been trained.
    """

    def __init__(self, model: keras.Model) -> None:
        self.model = model
        self._loops: dict[tuple[int, int, bool], engine.Loops] = {}

    def loops(self, batch_size: int, test_batch_size: int, jit_compile: bool) -> engine.Loops:
        """Its compiled loops, see `engine.loops`; made once."""
        wanted = batch_size, test_batch_size, jit_compile
        if wanted not in self._loops:
            self._loops[wanted] = engine.loops(self.model, *wanted)
        return self._loops[wanted]

    def start_as(self, other: keras.Model) -> keras.Model:
        """Take over the variables of another compiled model; return the model to train.

        Raises:
            ValueError: if the other has another number of variables, or one of another shape.
        """
        _copy(other, self.model)
        return self.model

    def hand_over(self, other: keras.Model) -> None:
        """Give the other model what the training has made of its variables."""
        _copy(self.model, other)


def _copy(source: keras.Model, target: keras.Model) -> None:
    if source is target:
        return
    for of_both in (attrgetter("variables"), attrgetter("optimizer.variables")):
        for variable, value in zip(of_both(target), of_both(source), strict=True):
            variable.assign(value)


_WORKERS: OrderedDict[Hashable, Worker] = OrderedDict()


def worker(key: Hashable | None, make: Callable[[], keras.Model]) -> Worker:
    """A worker for all runs of one key, the one of an earlier run if there is one.

    Args:
        key: of all that is built into the training step (`step_key`); None for a worker of this run alone.
        make: compiles a model of that architecture.
    """
    if key is None:
        return Worker(make())
    found = _WORKERS.pop(key, None) or Worker(make())
    _WORKERS[key] = found
    while len(_WORKERS) > KEPT:
        _WORKERS.popitem(last=False)
    return found


def step_key(model: keras.Model, *further: Hashable) -> Hashable | None:
    """What is built into a compiled model's training step; None if that cannot be told for certain.

    Numbers that stand in variables, such as the learning rate, are no part of it. A layer or a function of
    somebody's own may have changed although its name has not, so it cannot be told.
    """
    parts = [model.optimizer, *keras_private.all_layers(model)]
    if not all(keras_private.is_of_keras(value) for part in parts for value in (part, *vars(part).values())):
        return None
    inner = keras_private.innermost(model.optimizer)
    try:
        network = keras_private.without_counters(json.dumps(json.loads(model.to_json())["config"]))
        optimizer = keras.optimizers.serialize(inner)
    except (TypeError, ValueError, NotImplementedError):
        return None
    config = {name: value for name, value in optimizer["config"].items() if name != "name"}
    if isinstance(config["learning_rate"], float):
        del config["learning_rate"]
    kinds = type(model.optimizer).__name__, optimizer["class_name"]
    return (network, *kinds, str(config), *further)
