import keras
import numpy as np
import pytest

from traindnn.lab.layers import MCDropout, mc_predict, with_mc_dropout

pytestmark = pytest.mark.backend


@pytest.fixture
def model(tiny_model):
    keras.utils.set_random_seed(0)
    return tiny_model(dropout=0.5, batch_norm=("after",))


def test_mc_dropout_drops_and_scales_when_predicting():
    keras.utils.set_random_seed(0)
    y = keras.ops.convert_to_numpy(MCDropout(0.2)(np.ones((500, 200), "float32"), training=False))
    np.testing.assert_allclose(np.unique(y), [0, 1.25])
    assert np.mean(y == 0) == pytest.approx(0.2, abs=5 * np.sqrt(0.2 * 0.8 / y.size))


def test_each_call_has_its_own_mask():
    layer, x = MCDropout(0.5), np.ones((20, 20), "float32")
    assert not np.array_equal(layer(x), layer(x))


def test_the_copy_has_the_weights_and_the_original_stays(model, tiny):
    before = keras.ops.convert_to_numpy(model(tiny.x_val))
    copy = with_mc_dropout(model)
    for ours, theirs in zip(copy.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert sum(isinstance(layer, MCDropout) for layer in copy.layers) == 2
    np.testing.assert_array_equal(model(tiny.x_val), before)


def test_samples_are_probabilities_that_differ(model, tiny):
    samples = mc_predict(model, tiny.x_val, n_samples=6)
    assert samples.shape == (6, 50, 3)
    np.testing.assert_allclose(samples.sum(axis=2), 1, rtol=1e-5)
    assert (samples.std(axis=0).max(axis=1) > 0).all()


def test_the_seed_fixes_the_masks_and_each_layer_has_its_own(model, tiny):
    first, again, other = (mc_predict(model, tiny.x_val, 4, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.allclose(first, other)


def test_batch_normalization_neither_moves_nor_looks_at_the_batch(model, tiny):
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.fit(tiny.x_train, tiny.y_train, verbose=0)
    weights = model.get_weights()
    mc_predict(model, tiny.x_val, 3)
    for now, then in zip(model.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(now, then)
    for moving in with_mc_dropout(model).layers:
        if isinstance(moving, keras.layers.BatchNormalization):
            x = np.random.default_rng(0).normal(5, 9, (7, 8)).astype("float32")
            np.testing.assert_allclose(moving(x)[:1], moving(x[:1]), rtol=1e-5)


def test_the_mean_of_many_samples_approaches_the_expectation(tiny):
    """Behind a dropout layer, a linear output has the expectation of the network without dropout."""
    linear = keras.Sequential([keras.Input((16,)), keras.layers.Dropout(0.5), keras.layers.Dense(3)])
    x = tiny.x_val[:5].reshape(5, 16)
    samples = mc_predict(linear, x, 100)
    error = samples.std(axis=0) / np.sqrt(100)
    assert (np.abs(samples.mean(axis=0) - keras.ops.convert_to_numpy(linear(x))) < 5 * error).all()


def test_a_model_with_mc_dropout_is_loaded_from_disk(model, tmp_path):
    with_mc_dropout(model).save(tmp_path / "model.keras")
    assert isinstance(keras.saving.load_model(tmp_path / "model.keras").get_layer("dropout_1"), MCDropout)


def test_a_model_without_dropout_is_an_error_that_lists_its_layers(tiny, tiny_model):
    with pytest.raises(ValueError, match=r"a model with a Dropout layer. Received: layers=.*'hidden_1'"):
        mc_predict(tiny_model(), tiny.x_val)
    with pytest.raises(ValueError, match="n_samples=0"):
        mc_predict(tiny_model(dropout=0.5), tiny.x_val, 0)
