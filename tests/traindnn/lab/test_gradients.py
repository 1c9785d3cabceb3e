import keras
import numpy as np
import pytest

from traindnn.lab import training
from traindnn.schedules import steps_per_epoch

pytestmark = pytest.mark.backend

SGD = keras.optimizers.SGD


@pytest.fixture(scope="module")
def logged(tiny, tiny_model):
    return training.fit(
        tiny_model, tiny, optimizer=SGD(1.0), epochs=1, batch_size=200, log_gradients=True, progress=False
    )


def test_with_plain_descent_the_gradient_is_the_change_of_the_weights(tiny, tiny_model, logged):
    """One step over all samples with a rate of 1: the weights move by minus the gradient."""
    keras.utils.set_random_seed(0)
    before = tiny_model().get_weights()
    moved = [old - new for old, new in zip(before, logged.model.get_weights(), strict=True)]
    norms = [np.linalg.norm(change) for change in moved]
    np.testing.assert_allclose(logged.gradients.norms[0], norms, rtol=1e-4)
    np.testing.assert_allclose(logged.gradients.largest[0], [np.abs(c).max() for c in moved], rtol=1e-3)
    assert logged.gradients.global_norm[0] == pytest.approx(np.linalg.norm(norms), rel=1e-4)
    assert logged.gradients.largest_entry[0] == pytest.approx(max(np.abs(c).max() for c in moved), rel=1e-3)


def test_variables_and_layers_are_named_from_input_to_output(logged):
    log = logged.gradients
    assert log.layers == ("hidden_1", "hidden_2", "output")
    assert log.variables[:2] == ("hidden_1/kernel", "hidden_1/bias")
    np.testing.assert_array_equal(log.layer_norms, log.norms[:, ::2])


def test_every_step_of_every_epoch_has_a_row(tiny, tiny_model):
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 1, 0.9)
    run = training.fit(
        tiny_model, tiny, optimizer=SGD(schedule), epochs=3, log_gradients=True, progress=False
    )
    steps = 3 * steps_per_epoch(200, 16)
    assert run.gradients.norms.shape == (steps, 6)
    np.testing.assert_allclose(run.gradients.lr, 0.1 * 0.9 ** np.arange(steps), rtol=1e-4)
    assert (run.gradients.global_norm > 0).all()


@pytest.mark.parametrize("clipping", [{"clipvalue": 1e-6}, {"global_clipnorm": 1e-6}])
def test_the_norm_is_that_before_clipping(tiny, tiny_model, clipping):
    optimizer = SGD(0.1, **clipping)
    run = training.fit(tiny_model, tiny, optimizer=optimizer, epochs=1, log_gradients=True, progress=False)
    assert run.gradients.global_norm[0] > 0.01


def test_logging_changes_no_update(tiny, tiny_model):
    optimizer = keras.optimizers.Adam(0.01, clipnorm=0.5)
    plain, logged = (
        training.fit(tiny_model, tiny, optimizer=optimizer, epochs=2, log_gradients=log, progress=False)
        for log in (False, True)
    )
    assert logged.settings == plain.settings
    for metric, values in plain.history.items():
        assert logged.history[metric] == pytest.approx(values, rel=1e-5)


@pytest.mark.filterwarnings("ignore:Skipping variable loading for optimizer")
def test_a_model_trained_with_a_log_can_be_copied_and_saved_and_then_has_the_plain_optimizer(
    logged, tmp_path
):
    copy = keras.models.clone_model(logged.model)
    logged.model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert type(loaded.optimizer) is type(copy.optimizer) is SGD
    for ours, theirs in zip(loaded.get_weights(), logged.model.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
