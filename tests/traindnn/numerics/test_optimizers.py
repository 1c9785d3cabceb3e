"""The rules of the optimizers: against Keras, closed forms, and the properties that the chapter derives."""

from functools import partial

import keras
import numpy as np
import pytest

from traindnn import optimizers
from traindnn.optimizers import Memory

LR = 0.1
NOTHING = Memory()
RULES = {
    "descent": (optimizers.descent, keras.optimizers.SGD),
    "momentum": (optimizers.momentum, partial(keras.optimizers.SGD, momentum=0.9)),
    "nesterov": (optimizers.nesterov, partial(keras.optimizers.SGD, momentum=0.9, nesterov=True)),
    "adagrad": (optimizers.adagrad, keras.optimizers.Adagrad),
    "rmsprop": (optimizers.rmsprop, keras.optimizers.RMSprop),
    "adam": (optimizers.adam, keras.optimizers.Adam),
    "adamax": (optimizers.adamax, keras.optimizers.Adamax),
}
START = {"adagrad": Memory(v=0.1)}
EVERY = [*(rule for rule, _ in RULES.values()), optimizers.nadam]


def walk(rule, gradients, memory=NOTHING, lr=LR):
    theta = np.zeros_like(gradients[0])
    for t, g in enumerate(gradients):
        step, memory = rule(g, memory, t, lr)
        theta = theta + step
    return theta


def down_a_parabola(rule, lr, h=1.0, theta=1.0, steps=200):
    """The parameter after each step on the loss h θ² / 2."""
    memory, path = Memory(), [theta]
    for t in range(steps):
        step, memory = rule(h * path[-1], memory, t, lr)
        path.append(path[-1] + step)
    return np.array(path)


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("shape", [(), (3,), (4, 2)])
def test_the_steps_are_those_of_keras(name, shape):
    rule, library = RULES[name]
    gradients = np.random.default_rng(0).standard_normal((5, *shape))
    variable, optimizer = keras.Variable(np.zeros(shape, "float32")), library(LR)
    for g in gradients:
        optimizer.apply([keras.ops.convert_to_tensor(g, "float32")], [variable])
    ours = walk(rule, gradients, START.get(name, Memory()))
    assert ours == pytest.approx(keras.ops.convert_to_numpy(variable), abs=1e-5)


def test_decoupled_decay_with_adam_is_keras_adamw():
    rng = np.random.default_rng(1)
    theta, memory = rng.standard_normal(4), Memory()
    variable, optimizer = (
        keras.Variable(theta.astype("float32")),
        keras.optimizers.AdamW(LR, weight_decay=0.5),
    )
    for t, g in enumerate(rng.standard_normal((5, 4))):
        step, memory = optimizers.adam(g, memory, t, LR)
        theta = theta + step + optimizers.decoupled_decay(theta, LR, 0.5)
        optimizer.apply([keras.ops.convert_to_tensor(g, "float32")], [variable])
    assert theta == pytest.approx(keras.ops.convert_to_numpy(variable), abs=1e-5)


@pytest.mark.parametrize("rule", EVERY)
def test_the_first_step_goes_downhill_and_nothing_is_changed_in_place(rule):
    g = np.array([2.0, -0.5])
    kept = g.copy()
    step, memory = rule(g, Memory(), 0, LR)
    assert np.array_equal(np.sign(step), -np.sign(g))
    rule(g, memory, 1, LR)
    assert np.array_equal(g, kept)


@pytest.mark.parametrize("rule", [optimizers.adam, optimizers.adamax])
def test_the_first_step_is_as_long_as_the_rate(rule):
    g = np.array([1e-3, -1.0, 1e3])
    step, _ = rule(g, Memory(), 0, LR)
    assert step == pytest.approx(-LR * np.sign(g), rel=1e-3)


@pytest.mark.parametrize("rule", [optimizers.rmsprop, optimizers.adam, optimizers.nadam, optimizers.adamax])
def test_a_factor_on_the_loss_changes_nothing(rule):
    gradients = np.random.default_rng(2).standard_normal((6, 3))
    plain, scaled = walk(rule, gradients), walk(rule, 1000 * gradients)
    assert plain == pytest.approx(scaled, rel=1e-2)


def test_momentum_lengthens_steps_that_agree():
    step, memory = None, Memory()
    for t in range(300):
        step, memory = optimizers.momentum(np.array(1.0), memory, t, LR)
    assert step == pytest.approx(-LR / (1 - 0.9))


def test_nadam_looks_ahead_and_in_the_end_takes_steps_as_long_as_the_rate():
    memory, steps = Memory(), []
    for t in range(300):
        step, memory = optimizers.nadam(np.array(1.0), memory, t, LR)
        steps.append(-float(step) / LR)
    assert steps[0] == pytest.approx(0.9 * 0.1 / (1 - 0.9**2) + 1)
    assert steps[-1] == pytest.approx(1)


def test_nadam_turns_sooner_than_adam():
    gradients = np.array([1.0] * 5 + [-1.0] * 3)
    turned = {}
    for rule in (optimizers.adam, optimizers.nadam):
        memory, steps = Memory(), []
        for t, g in enumerate(gradients):
            step, memory = rule(g, memory, t, LR)
            steps.append(float(step))
        turned[rule.__name__] = np.array(steps[5:])
    assert np.all(turned["nadam"] > turned["adam"])


def test_nesterov_follows_the_parameters_ahead():
    """The change of variables: φ = θ + β m, where θ moves as Nesterov wrote it."""
    theta, m, h, beta = 1.0, 0.0, 0.7, 0.9
    ahead = down_a_parabola(partial(optimizers.nesterov, beta=beta), LR, h, steps=20)
    for phi in ahead:
        assert theta + beta * m == pytest.approx(phi)
        m = beta * m - LR * h * (theta + beta * m)
        theta += m


@pytest.mark.parametrize(("lr", "beta"), [(0.05, 0.3), (0.5, 0.9), (2.0, 0.5), (3.7, 0.9), (1.9, 0.0)])
def test_late_steps_on_a_parabola_shrink_by_the_factor(lr, beta):
    path = np.abs(down_a_parabola(partial(optimizers.momentum, beta=beta), lr, steps=60))
    size = np.maximum.reduce([path[k : k + 30] for k in range(len(path) - 30)])  # of a wave, its envelope
    measured = (size[-1] / size[0]) ** (1 / (len(size) - 1))
    assert measured == pytest.approx(optimizers.momentum_factor(lr, beta), rel=0.1)


@pytest.mark.parametrize("beta", [0.25, 0.49, 0.81])
def test_between_two_curvatures_the_factor_is_the_root_of_beta(beta):
    root = np.sqrt(beta)
    inside = np.linspace((1 - root) ** 2, (1 + root) ** 2, 9)[1:-1]
    assert [optimizers.momentum_factor(a, beta) for a in inside] == pytest.approx([root] * 7)
    outside = ((1 - root) ** 2 / 2, (1 + root) ** 2 * 1.01)
    assert all(optimizers.momentum_factor(a, beta) > root + 1e-3 for a in outside)


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
def test_momentum_converges_up_to_twice_one_plus_beta(beta):
    limit = 2 * (1 + beta)
    assert optimizers.momentum_factor(limit - 0.01, beta) < 1 < optimizers.momentum_factor(limit + 0.01, beta)


def test_a_factor_needs_a_rate_and_a_share():
    with pytest.raises(ValueError, match="Received: lr_h=0"):
        optimizers.momentum_factor(0, 0.5)
    with pytest.raises(ValueError, match=r"Received: beta=1\.5"):
        optimizers.momentum_factor(1, 1.5)
