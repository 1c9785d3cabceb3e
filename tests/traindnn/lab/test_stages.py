"""The bench: what is frozen, copied and new; the same as training the whole network by Keras."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from traindnn.data.dataset import Dataset, Source
from traindnn.lab import models, transfer
from traindnn.lab.stages import Bench, Stage

pytestmark = pytest.mark.backend


@pytest.fixture(scope="module")
def target():
    rng = np.random.default_rng(1)
    patterns = rng.normal(size=(2, 6, 6, 1))
    parts = []
    for n in (60, 40, 4):
        y = np.arange(n) % 2
        parts += [(patterns[y] + rng.normal(size=(n, 6, 6, 1))).astype("float32"), y]
    return Dataset("test", *parts, ("one", "other"), Source("Test", "folder", "x.npz", "0", exact=False))


@pytest.fixture(scope="module")
def base():
    keras.utils.set_random_seed(3)
    return models.cnn_gap((6, 6, 1), 4, filters=(3, 4, 5))


@pytest.fixture(scope="module")
def bench(base, target):
    return Bench(base, target, batch_size=8)


def test_frozen_reused_layers_do_not_move_and_unfrozen_ones_do(bench):
    frozen = bench.train(20, 3, [Stage(0, 0.01, 10)], seed=0)
    tuned = bench.train(20, 3, [Stage(0, 0.01, 5), Stage(1, 0.001, 5)], seed=0)
    free = bench.train(20, 3, [Stage(3, 0.01, 10)], seed=0)
    assert frozen.drift == 0
    assert 0 < tuned.drift < free.drift
    assert bench.train(20, 0, [Stage(0, 0.01, 5)], seed=0).drift == 0


def test_base_keeps_its_weights(bench, base):
    before = base.get_weights()
    bench.train(20, 3, [Stage(3, 0.1, 5)], seed=1)
    assert all(np.array_equal(a, b) for a, b in zip(before, base.get_weights(), strict=True))


def test_runs_repeat_whatever_ran_before(bench):
    stages = [Stage(0, 0.01, 5), Stage(2, 0.001, 5)]
    first = bench.train(20, 3, stages, seed=4)
    other = bench.train(20, 3, stages, seed=5)
    assert bench.train(20, 3, stages, seed=4) == first != other


@pytest.mark.parametrize("n_unfrozen", [0, 1, 3])
def test_cutting_the_network_changes_nothing(base, target, n_unfrozen):
    """All images in one mini-batch, so that their order does not matter."""
    bench = Bench(base, target, batch_size=60)
    ours = bench.train(60, 3, [Stage(n_unfrozen, 0.01, 8)], seed=2)
    keras.utils.set_random_seed(2)
    head = bench._build(0).layers[-1].get_weights()
    model = transfer.unfreeze(transfer.freeze(transfer.reuse(base, 6, 2), 6), n_unfrozen)
    model.layers[-1].set_weights(head)
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(target.x_train, target.y_train, batch_size=60, epochs=8, verbose=0)
    loss, accuracy = model.evaluate(target.x_val, target.y_val, verbose=0)
    assert (ours.loss, ours.accuracy) == (pytest.approx(loss, rel=1e-4), pytest.approx(accuracy))


def test_longer_training_lowers_the_loss(bench):
    short, long = (bench.train(60, 3, [Stage(3, 0.01, updates)], seed=0).loss for updates in (1, 80))
    assert long < short


def test_other_images_are_another_task(bench, target):
    stages = [Stage(0, 0.01, 10)]
    flipped = replace(target, x_train=-target.x_train, x_val=-target.x_val)
    shared, alone = bench.with_target(flipped), Bench(bench.base, flipped, batch_size=8)
    assert shared.train(20, 3, stages, seed=0) == alone.train(20, 3, stages, seed=0)
    assert shared.train(20, 3, stages, seed=0) != bench.train(20, 3, stages, seed=0)


def test_impossible_plans_are_refused(bench):
    with pytest.raises(ValueError, match=r"never falling\. Received: n_unfrozen=\[1, 0\]"):
        bench.train(20, 3, [Stage(1, 0.1, 1), Stage(0, 0.1, 1)], seed=0)
    with pytest.raises(ValueError, match="Received: n_reuse=4"):
        bench.train(20, 4, [Stage(0, 0.1, 1)], seed=0)


def test_the_output_alone_has_its_own_rate(base, target):
    """With plain gradient descent a step is the rate times the gradient, and the gradient is the same."""
    bench = Bench(base, target, batch_size=60, optimizer=keras.optimizers.SGD)

    def step(head):
        start = bench._start(3, 0)
        rows, rng = bench._rows(60, 0), np.random.default_rng(0)
        end = bench._run(0, start, Stage(3, 0.01, 1, head), rows, rng)
        return [
            b - a for first, last in zip(start, end, strict=True) for a, b in zip(first, last, strict=True)
        ]

    slow, fast = step(1.0), step(10.0)
    for a, b in zip(slow[:-2], fast[:-2], strict=True):
        np.testing.assert_allclose(b, a, atol=1e-7)
    for a, b in zip(slow[-2:], fast[-2:], strict=True):
        np.testing.assert_allclose(b, 10 * a, rtol=1e-3, atol=1e-6)


def test_each_part_can_judge(bench, base, target):
    swapped = replace(target, x_test=target.x_val, y_test=target.y_val)
    stages = [Stage(0, 0.01, 5)]
    other = bench.with_target(swapped)
    assert other.train(20, 3, stages, 0, "test") == bench.train(20, 3, stages, 0)
    with pytest.raises(ValueError, match="train"):
        bench.train(20, 3, stages, 0, "train")
