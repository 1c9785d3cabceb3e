import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from traindnn import schedules
from traindnn.schedules import PlateauState, performance, plateau_step

from .reference import eighths, few, histories, modes, scripted_model

# Keras reads its own variables in a way that NumPy 2 warns about.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

STEPS = [
    np.int64(150),
    np.arange(0, 400, 37),
    np.arange(200).reshape(4, 50),
    np.arange(24).reshape(2, 3, 4) * 10,
]
KERAS = keras.optimizers.schedules
# A schedule of ours as a function of the step and the highest rate, and its counterpart.
COUNTERPARTS = {
    "power": (
        lambda t: schedules.power(t, 0.5, 100),
        KERAS.InverseTimeDecay(0.5, 100, 1.0),
    ),
    "exponential": (
        lambda t: schedules.exponential(t, 0.5, 100, rate=0.3),
        KERAS.ExponentialDecay(0.5, 100, 0.3),
    ),
    "piecewise_constant": (
        lambda t: schedules.piecewise_constant(t, [37, 150], [0.5, 0.1, 0.02]),
        KERAS.PiecewiseConstantDecay([37, 150], [0.5, 0.1, 0.02]),
    ),
    "cosine": (
        lambda t: schedules.cosine(t, 200, 0.5, lr_min=0.05),
        KERAS.CosineDecay(0.5, 200, alpha=0.1),
    ),
    "cosine with warm-up": (
        lambda t: schedules.cosine(t, 200, 0.5, lr_min=0.05, warmup=30, warmup_from=0.1),
        KERAS.CosineDecay(0.1, 170, alpha=0.1, warmup_target=0.5, warmup_steps=30),
    ),
}
OF_LR = {
    "power": lambda t, lr: schedules.power(t, lr, 30, 0.7),
    "exponential": lambda t, lr: schedules.exponential(t, lr, 30),
    "piecewise_constant": lambda t, lr: schedules.piecewise_constant(t, [20, 60], [lr, lr / 2, lr / 9]),
    "one_cycle": lambda t, lr: schedules.one_cycle(t, 100, lr),
    "cosine": lambda t, lr: schedules.cosine(t, 100, lr, warmup=10),
}


@pytest.mark.parametrize("t", STEPS, ids=np.shape)
@pytest.mark.parametrize("name", COUNTERPARTS)
def test_agrees_with_keras(name, t):
    ours, theirs = COUNTERPARTS[name]
    expected = np.reshape([float(theirs(int(step))) for step in np.ravel(t)], np.shape(t))
    np.testing.assert_allclose(ours(t), expected, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("name", OF_LR)
@few
@given(t=st.lists(st.integers(0, 150), min_size=1, max_size=9), lr=st.floats(1e-4, 10), k=st.floats(0.1, 10))
def test_is_a_function_of_the_step_and_proportional_to_the_rate(name, t, lr, k):
    schedule = OF_LR[name]
    rates = schedule(np.array(t), lr)
    assert isinstance(schedule(t[0], lr), float)
    np.testing.assert_allclose([schedule(step, lr) for step in reversed(t)], rates[::-1], rtol=1e-12)
    np.testing.assert_allclose(schedule(np.array(t), k * lr), k * rates, rtol=1e-9)
    assert np.all((rates >= 0) & (rates <= lr * (1 + 1e-12)))


@few
@given(k=st.integers(0, 50), c=st.floats(0, 3), s=st.integers(1, 1000))
def test_power_ratio_is_the_ratio_of_rates_s_steps_apart(k, c, s):
    ratio = schedules.power((k + 1) * s, 0.1, s, c) / schedules.power(k * s, 0.1, s, c)
    assert schedules.power_ratio(k, c) == pytest.approx(ratio)
    assert schedules.power_ratio(k + 1, c) >= schedules.power_ratio(k, c)


@few
@given(t=st.integers(0, 1000), s=st.integers(10, 1000), rate=st.floats(0.1, 2))
def test_exponential_ratio_is_constant(t, s, rate):
    ratio = schedules.exponential(t + s, 0.1, s, rate) / schedules.exponential(t, 0.1, s, rate)
    assert ratio == pytest.approx(rate)


def test_boundary_step_has_the_value_to_its_left():
    assert schedules.piecewise_constant([9, 10, 11], [10], [1.0, 0.5]).tolist() == [1.0, 1.0, 0.5]


def test_one_cycle_corners_and_lines():
    corners = schedules.one_cycle([0, 45, 90, 100, 300], 100, 2.0, div=4.0, final_div=1000.0)
    np.testing.assert_allclose(corners, [0.5, 2.0, 0.5, 0.002, 0.002])
    rates = schedules.one_cycle(np.arange(91), 100, 2.0)
    np.testing.assert_allclose(rates, rates[::-1])
    np.testing.assert_allclose(np.diff(rates[:46]), np.diff(rates[:2])[0])


def test_cosine_ends_at_its_minimum_and_stays_there():
    assert schedules.cosine([0, 5, 10, 55, 100, 200], 100, 0.2, 0.04, warmup=10).tolist() == pytest.approx(
        [0, 0.1, 0.2, 0.12, 0.04, 0.04]
    )


@pytest.mark.parametrize(("n", "batch", "epochs", "steps"), [(42_000, 16, 20, 52_500), (1000, 32, 3, 96)])
def test_total_steps(n, batch, epochs, steps):
    assert schedules.total_steps(n, batch, epochs) == steps


@few
@given(n=st.integers(1, 500), batch=st.integers(1, 600))
def test_steps_per_epoch_counts_the_mini_batches(n, batch):
    assert schedules.steps_per_epoch(n, batch) == len(range(0, n, batch))


@pytest.fixture(scope="module")
def model():
    return scripted_model()


@few
@given(
    history=histories(),
    factor=st.sampled_from([0.5, 0.1]),
    patience=st.integers(0, 4),
    min_delta=eighths,
    cooldown=st.integers(0, 3),
    min_lr=st.sampled_from([0.0, 0.25, 0.3, 2.0]),  # 2.0: above the rate, which then stays
    mode=modes,
)
def test_performance_agrees_with_the_callback_of_keras(model, history, **settings):
    callback = keras.callbacks.ReduceLROnPlateau(monitor="metric", **settings)
    callback.set_model(model)
    model.optimizer.learning_rate = 1.0
    callback.on_train_begin()
    rates = [1.0]
    for epoch, value in enumerate(history):
        callback.on_epoch_end(epoch, {"metric": value})
        rates.append(float(model.optimizer.learning_rate))
    np.testing.assert_allclose(performance(history, 1.0, **settings), rates, rtol=1e-5)


@few
@given(history=histories(), k=st.sampled_from([0.5, 2.0, 8.0]), patience=st.integers(1, 3))
def test_performance_scales_with_lr0_and_not_with_the_metric(history, k, patience):
    rates = performance(history, 1.0, patience=patience, min_delta=0.125)
    np.testing.assert_allclose(performance(history, k, patience=patience, min_delta=0.125), k * rates)
    scaled = [k * value for value in history]
    np.testing.assert_allclose(performance(scaled, 1.0, patience=patience, min_delta=0.125 * k), rates)
    mirrored = [-value for value in history]
    np.testing.assert_allclose(
        performance(mirrored, 1.0, patience=patience, min_delta=0.125, mode="max"), rates
    )


def test_performance_reduces_after_patience_epochs_and_compares_with_the_best():
    assert performance([1, 1, 1, 1, 1], 1.0, 0.5, patience=2).tolist() == [1, 1, 1, 0.5, 0.5, 0.25]
    assert performance([1, 3, 2, 1.5], 1.0, 0.5, patience=3).tolist() == [1, 1, 1, 1, 0.5]
    assert performance([], 0.3).tolist() == [0.3]


def test_plateau_step_leaves_its_state_alone():
    state = PlateauState(lr=1.0, best=0.5, wait=1)
    assert plateau_step(state, 0.7, patience=2, cooldown=3) == PlateauState(lr=0.1, best=0.5, cooldown=3)
    assert state == PlateauState(lr=1.0, best=0.5, wait=1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: schedules.power(1, -0.1, 10), "Expected `lr0` > 0. Received: lr0=-0.1"),
        (lambda: schedules.power(-1, 0.1, 10), "Expected `t` >= 0. Received: t=-1"),
        (lambda: schedules.power_ratio(-1), "Expected `k` >= 0. Received: k=-1"),
        (lambda: schedules.exponential(1, 0.1, 0), "Expected `s` > 0. Received: s=0"),
        (lambda: schedules.exponential(1, 0.1, 5, rate=0), "Expected `rate` > 0. Received: rate=0"),
        (lambda: schedules.piecewise_constant(1, [5, 3], [1, 2, 3]), "Expected increasing `boundaries`"),
        (
            lambda: schedules.piecewise_constant(1, [5], [1]),
            "Expected one value more than there are boundaries",
        ),
        (lambda: schedules.one_cycle(1, 10, 0.1, rise=0.5), "Expected 0 < `rise` < 0.5. Received: rise=0.5"),
        (lambda: schedules.cosine(1, 10, 0.1, warmup=10), "Expected `total` > `warmup`. Received: total=10"),
        (lambda: schedules.steps_per_epoch(0, 16), "Expected `n_samples` > 0. Received: n_samples=0"),
        (lambda: schedules.total_steps(10, 5, 0), "Expected `epochs` > 0. Received: epochs=0"),
        (lambda: performance([1], 0), "Expected `lr0` > 0. Received: lr0=0"),
        (lambda: performance([1], 0.1, factor=1), "Expected 0 < `factor` < 1. Received: factor=1"),
        (lambda: performance([1], 0.1, patience=-1), "Expected `patience` >= 0. Received: patience=-1"),
        (lambda: performance([1], 0.1, min_delta=-1), "Expected `min_delta` >= 0. Received: min_delta=-1"),
        (lambda: performance([1], 0.1, mode="auto"), "Expected `mode` to be 'min' or 'max'"),
    ],
)
def test_says_what_was_expected(call, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011
        call()
    assert str(error.value).startswith(message)
