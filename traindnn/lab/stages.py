"""Reuse a network many times over: on few images, in stages, for a fixed number of updates.

A comparison trains the same small network for every choice of images, seed, reused and unfrozen layers. Two
things make that cheap. What is frozen is a fixed function, so its outputs are computed once. And each kind of
stage is compiled once; a run puts its own weights in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import keras
import numpy as np
from numpy.random import Generator

from traindnn import data as images
from traindnn import expect
from traindnn.arrays import Array, Integers
from traindnn.data import Dataset
from traindnn.lab.types import Weights

STEPS_PER_EXECUTION = 25
BATCH = 500  # images in one call that does not train
HEAD = "new_output"
Judge = Literal["val", "test"]


@dataclass(frozen=True)
class Stage:
    """One stage of a training."""

    n_unfrozen: int
    """Reused layers with weights that learn, counted from the top; new layers always learn."""
    lr: float
    """Learning rate, 1/step."""
    updates: int
    """Steps: mini-batches that are trained on."""
    head: float = 1.0
    """The learning rate of the new output, in multiples of ``lr``."""


@dataclass(frozen=True)
class Outcome:
    """The result of a training."""

    loss: float
    """Loss on the part that judges, in nats per image."""
    accuracy: float
    """Accuracy on the same part."""
    drift: float
    """How far the reused weights have moved, relative to their length; 0 if none are reused."""

    def final(self, metric: Literal["val_loss", "val_accuracy"]) -> float:
        """Loss or accuracy by the name that `search.best_of` asks for; for a training that the validation
        part has judged."""
        return {"val_loss": self.loss, "val_accuracy": self.accuracy}[metric]


class _Part(NamedTuple):
    """The compiled network above a cut, with an optimizer for the reused layers and one for the output."""

    model: keras.Sequential
    below: keras.optimizers.Optimizer
    head: keras.optimizers.Optimizer


class Bench:
    """Trains networks that reuse layers of one base, on one target task.

    Args:
        base: trained ``keras.Sequential`` whose top layer is its output.
        target: `traindnn.data.Dataset` of the target task, preprocessed as for ``base``.
        batch_size: samples in a mini-batch.
        optimizer: function from a learning rate to a ``keras.optimizers.Optimizer`` whose state starts at 0.
    """

    def __init__(
        self,
        base: keras.Sequential,
        target: Dataset,
        *,
        batch_size: int = 20,
        optimizer: Callable[[float], keras.optimizers.Optimizer] = keras.optimizers.Adam,
    ) -> None:
        self.base, self.target = base, target
        self.batch_size, self.optimizer = batch_size, optimizer
        self.weighted = [i for i, layer in enumerate(base.layers[:-1]) if layer.weights]
        self._parts: dict[tuple[int, bool], _Part] = {}
        self._below: dict[int, dict[str, Array]] = {
            0: {"train": target.x_train, "val": target.x_val, "test": target.x_test}
        }
        self._starts: dict[int, list[Weights]] = {}

    def with_target(self, target: Dataset) -> "Bench":
        """The same bench for other images of the same shapes; it shares what has been compiled.

        Args:
            target: `traindnn.data.Dataset`.

        Returns:
            `Bench`.
        """
        other = Bench(self.base, target, batch_size=self.batch_size, optimizer=self.optimizer)
        other._parts = self._parts
        return other

    def train(
        self, n: int, n_reuse: int, stages: Sequence[Stage], seed: int, judge: Judge = "val"
    ) -> Outcome:
        """Train on ``n`` images of the target task.

        Args:
            n: training images, equally many of each class.
            n_reuse: layers with weights that are copied from the base; the layers above start anew.
            stages: list of `Stage`; a later one unfreezes no fewer layers.
            seed: of the choice of the images, of the new layers' weights and of the order.
            judge: the part that the trained network is judged on: "val" to choose a setting, "test" to
                compare those that were chosen.

        Returns:
            `Outcome`.

        Raises:
            ValueError: if a stage freezes a layer again, or a number is out of range.
        """
        expect.one_of(("val", "test"), judge=judge)
        unfrozen = [stage.n_unfrozen for stage in stages]
        expect.that(
            0 <= n_reuse <= len(self.weighted), f"0 <= `n_reuse` <= {len(self.weighted)}", n_reuse=n_reuse
        )
        expect.that(
            unfrozen[0] >= 0 and sorted(unfrozen) == unfrozen and unfrozen[-1] <= n_reuse,
            "0 <= `n_unfrozen` <= `n_reuse`, never falling",
            n_unfrozen=unfrozen,
        )
        rows, rng = self._rows(n, seed), np.random.default_rng(seed)
        start = self._start(n_reuse, seed)
        weights = start
        for stage in stages:
            cut = self._cut(n_reuse - stage.n_unfrozen)
            weights = weights[:cut] + self._run(cut, weights[cut:], stage, rows, rng)
        loss, accuracy = self._evaluate(cut, weights[cut:], judge)
        return Outcome(loss, accuracy, self._drift(start, weights, n_reuse))

    def _rows(self, n: int, seed: int) -> Integers:
        numbered = images.Dataset(**{**vars(self.target), "x_train": np.arange(len(self.target.y_train))})
        return images.few(numbered, n, seed).x_train

    def _start(self, n_reuse: int, seed: int) -> list[Weights]:
        """Weights of each layer: the base's below, fresh ones above."""
        if seed not in self._starts:
            keras.utils.set_random_seed(seed)
            self._starts[seed] = [layer.get_weights() for layer in self._build(0).layers]
        cut = self._cut(n_reuse)
        return [layer.get_weights() for layer in self.base.layers[:cut]] + self._starts[seed][cut:]

    def _cut(self, n_frozen: int) -> int:
        """Index of the first layer that learns, if the lowest ``n_frozen`` layers with weights do not."""
        if n_frozen == len(self.weighted):
            return len(self.base.layers) - 1
        return self.weighted[n_frozen] if n_frozen else 0

    def _build(self, cut: int) -> keras.Sequential:
        """The network from layer ``cut`` on, with fresh weights."""
        shape = self.base.layers[cut].input.shape[1:]
        layers = [type(layer).from_config(layer.get_config()) for layer in self.base.layers[cut:-1]]
        head = keras.layers.Dense(len(self.target.class_names), activation="softmax", name=HEAD)
        return keras.Sequential([keras.Input(shape), *layers, head])

    def _part(self, cut: int, separate: bool = False) -> _Part:
        """The compiled network from layer ``cut`` on; ``separate``: with a rate of its own for the output."""
        if (cut, separate) not in self._parts:
            model, below, head = self._build(cut), self.optimizer(1e-3), self.optimizer(1e-3)
            of_head = keras.optimizers.OptimizerMap(below, {f".*{HEAD}/.*": head})
            both = keras.optimizers.MultiOptimizer(of_head)
            model.compile(
                both if separate else below,
                "sparse_categorical_crossentropy",
                steps_per_execution=STEPS_PER_EXECUTION,
                jit_compile=False,
            )
            model.optimizer.build(model.trainable_variables)
            self._parts[cut, separate] = _Part(model, below, head)
        return self._parts[cut, separate]

    def features(self, cut: int, part: Literal["train", "val", "test"]) -> Array:
        """What the layers below ``cut`` make of the images of a part; computed once."""
        known = self._below.setdefault(cut, {})
        if part not in known:
            frozen = keras.Sequential([keras.Input(self.base.input_shape[1:]), *self.base.layers[:cut]])
            known[part] = frozen.predict(self._below[0][part], batch_size=BATCH, verbose=0)
        return known[part]

    def _run(
        self, cut: int, weights: list[Weights], stage: Stage, rows: Integers, rng: Generator
    ) -> list[Weights]:
        model, below, head = self._part(cut, separate=stage.head != 1)
        _put(model, weights)
        for variable in model.optimizer.variables:  # no memory of the run before
            variable.assign(keras.ops.zeros(variable.shape, dtype=variable.dtype))
        below.learning_rate, head.learning_rate = stage.lr, stage.lr * stage.head
        size = min(self.batch_size, len(rows))
        passes = -(-stage.updates * size // len(rows))
        order = np.concatenate([rng.permutation(rows) for _ in range(passes)])[: stage.updates * size]
        x, y = self.features(cut, "train")[order], self.target.y_train[order]
        model.fit(x, y, size, epochs=1, shuffle=False, verbose=0)
        return [layer.get_weights() for layer in model.layers]

    def _evaluate(self, cut: int, weights: list[Weights], judge: Judge) -> tuple[float, float]:
        model, x = self._part(cut).model, self.features(cut, judge)
        _put(model, weights)
        # Batch by batch: `evaluate` takes longer to start than such a network to run.
        parts = [model.predict_on_batch(x[i : i + BATCH]) for i in range(0, len(x), BATCH)]
        p, y = np.concatenate(parts), self.target.y_val if judge == "val" else self.target.y_test
        of_true_class = np.maximum(p[np.arange(len(y)), y], 1e-7)
        return float(-np.log(of_true_class).mean()), float((p.argmax(axis=1) == y).mean())

    def _drift(self, start: list[Weights], end: list[Weights], n_reuse: int) -> float:
        cut = self._cut(n_reuse)
        before, after = (
            np.concatenate([w.ravel() for ws in part[:cut] for w in ws] or [np.zeros(0)])
            for part in (start, end)
        )
        return float(np.linalg.norm(after - before) / np.linalg.norm(before)) if before.size else 0.0


def _put(model: keras.Sequential, weights: list[Weights]) -> None:
    for layer, values in zip(model.layers, weights, strict=True):
        layer.set_weights(values)
