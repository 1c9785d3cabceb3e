import keras
import numpy as np
import pytest

from traindnn import regularization, schedules
from traindnn.lab import training
from traindnn.lab.callbacks import Snapshots, epoch_of, follow, one_weight

pytestmark = pytest.mark.backend

LOSSES = [0.9, 0.7, 0.8, 0.65, 0.7, 0.7, 0.64, 0.8, 0.8, 0.8, 0.6]


@pytest.mark.parametrize("patience", [1, 2, 3, 9])
def test_early_stopping_follows_a_script_as_the_package_does(patience):
    stopper = keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)
    trained, left, rates = follow(LOSSES, stopper)
    stop, best = regularization.early_stopping(LOSSES, patience)
    assert trained == len(rates) == (len(LOSSES) if stop is None else stop + 1)
    assert left == best + 1
    assert set(rates) == {0.01}


def test_a_plateau_cuts_the_rate_as_the_package_does():
    plateau = keras.callbacks.ReduceLROnPlateau(factor=0.5, patience=2)
    expected = schedules.performance(LOSSES, 0.3, factor=0.5, patience=2)[:-1]
    np.testing.assert_allclose(follow(LOSSES, plateau, lr=0.3).rates, expected, rtol=1e-5)


def test_without_callbacks_the_last_weights_are_left():
    assert follow(LOSSES) == (len(LOSSES), len(LOSSES), [0.01] * len(LOSSES))


def test_a_checkpoint_of_a_script_tells_its_epoch(tmp_path):
    path = tmp_path / "best.weights.h5"
    follow(LOSSES, keras.callbacks.ModelCheckpoint(path, save_best_only=True, save_weights_only=True))
    model = one_weight()
    model.load_weights(path)
    assert epoch_of(model) == int(np.argmin(LOSSES)) + 1


def test_an_empty_script_is_refused():
    with pytest.raises(ValueError, match=r"at least one loss. Received: losses=\[\]"):
        follow([])


def test_snapshots_hold_each_epoch_of_each_run(tiny, tiny_model):
    snapshots = Snapshots()
    runs = training.fit_seeds(
        tiny_model, tiny, seeds=(0, 1), epochs=3, callbacks=(snapshots,), progress=False
    )
    assert [len(epochs) for epochs in snapshots.runs] == [3, 3]
    for run, epochs in zip(runs, snapshots.runs, strict=True):
        for last, kept in zip(run.model.get_weights(), epochs[-1], strict=True):
            np.testing.assert_array_equal(last, kept)
        assert not np.array_equal(epochs[0][0], epochs[1][0])
        run.model.set_weights(epochs[1])
        loss = training.evaluate(run, tiny.x_val, tiny.y_val)["loss"]
        assert loss == pytest.approx(run.history["val_loss"][1], rel=1e-4)
