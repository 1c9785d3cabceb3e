import keras
import numpy as np
import pytest

from traindnn import schedules
from traindnn.lab.schedules import OneCycle, PowerDecay

pytestmark = pytest.mark.backend

CASES = [
    (PowerDecay(0.1, 100), lambda t: schedules.power(t, 0.1, 100)),
    (PowerDecay(0.5, 7.5, c=0.5), lambda t: schedules.power(t, 0.5, 7.5, 0.5)),
    (PowerDecay(0.5, 30, c=2), lambda t: schedules.power(t, 0.5, 30, 2)),
    (OneCycle(1_000, 0.5), lambda t: schedules.one_cycle(t, 1_000, 0.5)),
    (
        OneCycle(600, 0.05, rise=0.3, div=25, final_div=100),
        lambda t: schedules.one_cycle(t, 600, 0.05, 0.3, 25, 100),
    ),
]


def rates(schedule, steps):
    return np.array([float(schedule(keras.ops.convert_to_tensor(t, "int32"))) for t in steps])


@pytest.mark.parametrize(("schedule", "formula"), CASES)
def test_the_layer_agrees_with_the_formula(schedule, formula):
    steps = [0, 1, 17, 180, 269, 270, 271, 450, 540, 599, 600, 900, 1_000, 5_000]
    np.testing.assert_allclose(rates(schedule, steps), formula(steps), rtol=2e-5, atol=1e-8)


def test_power_one_is_keras_inverse_time_decay():
    theirs = keras.optimizers.schedules.InverseTimeDecay(0.01, 10_000, 1.0)
    steps = [0, 1, 2_625, 26_250]
    np.testing.assert_allclose(rates(PowerDecay(0.01, 10_000), steps), rates(theirs, steps), rtol=1e-6)


@pytest.mark.parametrize(("schedule", "formula"), CASES)
def test_a_schedule_is_the_same_after_serializing(schedule, formula):
    copy = keras.optimizers.schedules.deserialize(keras.optimizers.schedules.serialize(schedule))
    assert copy.get_config() == schedule.get_config()
    np.testing.assert_array_equal(rates(copy, [0, 50, 700]), rates(schedule, [0, 50, 700]))


def test_a_schedule_is_saved_with_the_model(tiny, tiny_model, tmp_path):
    model = tiny_model()
    model.compile(keras.optimizers.SGD(PowerDecay(0.1, 5, c=2)), "sparse_categorical_crossentropy")
    model.fit(tiny.x_train, tiny.y_train, batch_size=20, verbose=0)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert int(loaded.optimizer.iterations) == 10
    assert float(loaded.optimizer.learning_rate) == pytest.approx(0.1 / (1 + 10 / 5) ** 2)


@pytest.mark.parametrize(
    ("make", "received"),
    [
        (lambda: PowerDecay(0, 10), "lr0=0"),
        (lambda: PowerDecay(0.1, -1), "s=-1"),
        (lambda: PowerDecay(0.1, 1, c=-1), "c=-1"),
        (lambda: OneCycle(0, 0.1), "total=0"),
        (lambda: OneCycle(10, 0.1, rise=0.5), "rise=0.5"),
    ],
)
def test_impossible_schedules_are_errors(make, received):
    with pytest.raises(ValueError, match=f"Received: {received}$"):
        make()
