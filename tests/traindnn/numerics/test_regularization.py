import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from traindnn import regularization as reg
from traindnn.backprop import central_difference

from .reference import SHAPES, eighths, few, histories, keras_gradient, modes, scripted_model

DROPOUTS = [reg.dropout_forward, reg.dropout_scale_at_test]


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_share_of_zeros_and_expectation_within_five_standard_errors(rate):
    x = np.full((500, 400), 2.0)
    inverted, _ = reg.dropout_forward(x, rate, True, rng())
    plain, _ = reg.dropout_scale_at_test(x, rate, True, rng())
    at_test, _ = reg.dropout_scale_at_test(x, rate, False, rng())
    spread = np.sqrt(rate * (1 - rate) / x.size)
    assert abs(np.mean(inverted == 0) - rate) < 5 * spread
    assert abs(inverted.mean() - x.mean()) < 5 * 2 * spread / (1 - rate)
    assert abs(plain.mean() - at_test.mean()) < 5 * 2 * spread
    assert np.allclose(at_test, 2 * (1 - rate))


@pytest.mark.parametrize("shape", [(40, 30), (20, 6, 5), (10, 4, 4, 3)])
@pytest.mark.parametrize("rate", [0.0, 0.2, 0.5, 1.0])
def test_survivors_and_inference_agree_with_keras(shape, rate):
    x = rng(1).normal(size=shape).astype("float32")
    layer = keras.layers.Dropout(rate, seed=0)
    for training in (True, False):
        ours = reg.dropout_forward(x, rate, training, rng())[0]
        theirs = np.asarray(layer(x, training=training))
        both = (ours != 0) & (theirs != 0)
        np.testing.assert_allclose(ours[both], theirs[both], rtol=1e-6)
        assert np.any(both) == (rate < 1 or not training)
        assert training or np.array_equal(ours, x)


@pytest.mark.parametrize("dropout", DROPOUTS)
def test_masks_differ_between_samples_and_calls_and_repeat_with_the_seed(dropout):
    x, generator = np.ones((20, 50)), rng()
    first, second = dropout(x, 0.5, True, generator)[1], dropout(x, 0.5, True, generator)[1]
    assert len(np.unique(first, axis=0)) == len(x)
    assert not np.array_equal(first, second)
    assert np.array_equal(first, dropout(x, 0.5, True, rng())[1])


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("dropout", DROPOUTS)
@pytest.mark.parametrize("shape", SHAPES)
def test_dropout_backward_agrees_with_central_differences(shape, dropout, training):
    x, dout = rng(1).normal(size=shape), rng(2).normal(size=shape)
    x.flat[0] = 0.0  # a zero in the input is not a dropped unit
    _, mask = dropout(x, 0.4, training, rng())
    expected = central_difference(lambda v: np.sum(dout * dropout(v, 0.4, training, rng())[0]), x)
    np.testing.assert_allclose(reg.dropout_backward(dout, mask), expected, atol=1e-9)


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("dropout", DROPOUTS)
def test_dropout_keeps_shape_dtype_and_input(dropout, training):
    x = rng().normal(size=(3, 4)).astype("float32")
    before = x.copy()
    for rate in (0, np.float64(0.3), 1):
        out, mask = dropout(x, rate, training, rng())
        assert (out.shape, out.dtype, mask.dtype) == (x.shape, x.dtype, x.dtype)
        assert np.all(np.isfinite(out))
        np.testing.assert_array_equal(out, x * mask)
    assert np.array_equal(x, before)


@few
@given(k=st.floats(-10, 10), rate=st.floats(0, 0.9))
def test_dropout_is_linear_for_one_mask_and_the_conventions_differ_by_the_keep_probability(k, rate):
    x = rng(3).normal(size=(4, 6))
    out, _ = reg.dropout_forward(x, rate, True, rng())
    np.testing.assert_allclose(reg.dropout_forward(k * x, rate, True, rng())[0], k * out, atol=1e-12)
    for training in (True, False):
        inverted = reg.dropout_forward(x, rate, training, rng())[0]
        plain = reg.dropout_scale_at_test(x, rate, training, rng())[0]
        np.testing.assert_allclose(plain, (1 - rate) * inverted, atol=1e-12)


def test_mc_average_of_probabilities():
    samples = rng().dirichlet(np.ones(4), size=(50, 3))
    mean, sd = reg.mc_average(samples)
    np.testing.assert_allclose(mean, sum(samples) / 50)
    np.testing.assert_allclose(mean.sum(axis=-1), 1)
    np.testing.assert_allclose(sd**2, sum((s - mean) ** 2 for s in samples) / 50)
    # Entropy is concave: averaging makes a prediction less sure, never surer.
    assert np.all(reg.predictive_entropy(mean) >= reg.predictive_entropy(samples).mean(axis=0))


@few
@given(k=st.integers(2, 6), seed=st.integers(0, 1000))
def test_mutual_information_is_disagreement_and_no_other_doubt(k, seed):
    p = rng(seed).dirichlet(np.ones(k), size=4)
    np.testing.assert_allclose(reg.mutual_information(np.stack([p] * 7)), 0, atol=1e-12)
    certain = np.eye(k)[:, None]  # k passes, each certain of another class: all of the doubt is disagreement
    np.testing.assert_allclose(reg.mutual_information(certain), np.log(k))
    samples = rng(seed).dirichlet(np.ones(k), size=(20, 5))
    mean = samples.mean(axis=0)
    divergence = np.sum(samples * np.log(samples / mean), axis=-1).mean(axis=0)
    np.testing.assert_allclose(reg.mutual_information(samples), divergence, atol=1e-9)


@pytest.mark.parametrize("shape", [(3,), (5, 4), (2, 3, 10)])
def test_entropy_agrees_with_the_cross_entropy_of_keras_with_itself(shape):
    p = rng().dirichlet(np.ones(shape[-1]), size=shape[:-1]).astype("float32")
    np.testing.assert_allclose(
        reg.predictive_entropy(p), keras.losses.categorical_crossentropy(p, p), rtol=1e-4, atol=1e-6
    )


@few
@given(k=st.integers(2, 12), seed=st.integers(0, 1000))
def test_entropy_lies_between_certain_and_uniform_whatever_the_order(k, seed):
    p = rng(seed).dirichlet(np.ones(k))
    assert 0 <= reg.predictive_entropy(p) <= np.log(k) + 1e-12
    assert reg.predictive_entropy(p[::-1]) == pytest.approx(reg.predictive_entropy(p))
    assert reg.predictive_entropy(np.full(k, 1 / k)) == pytest.approx(np.log(k))
    certain = reg.predictive_entropy(np.eye(k))
    assert np.array_equal(certain, np.zeros(k))
    assert not np.any(np.signbit(certain))


@pytest.fixture(scope="module")
def model():
    return scripted_model()


@few
@given(
    history=histories(),
    patience=st.integers(0, 4),
    min_delta=eighths,
    mode=modes,
    start_from_epoch=st.integers(0, 5),
)
def test_early_stopping_agrees_with_the_callback_of_keras(model, history, **settings):
    callback = keras.callbacks.EarlyStopping(monitor="metric", restore_best_weights=True, **settings)
    callback.set_model(model)
    model.stop_training = False
    callback.on_train_begin()
    stopped = None
    for epoch, value in enumerate(history):
        callback.on_epoch_end(epoch, {"metric": value})
        if model.stop_training:
            stopped = epoch
            break
    best = None if callback.best_weights is None else callback.best_epoch
    assert reg.early_stopping(history, **settings) == (stopped, best)


@few
@given(history=histories(), k=st.sampled_from([0.5, 2.0, 8.0]), patience=st.integers(0, 4))
def test_early_stopping_does_not_depend_on_the_scale_and_grows_with_patience(history, k, patience):
    stop, best = reg.early_stopping(history, patience, 0.125)
    assert reg.early_stopping([k * v for v in history], patience, 0.125 * k) == (stop, best)
    assert reg.early_stopping([-v for v in history], patience, 0.125, mode="max") == (stop, best)
    later, _ = reg.early_stopping(history, patience + 1, 0.125)
    assert later is None or later >= stop


def test_early_stopping_by_hand():
    assert reg.early_stopping([5, 4, 4, 3, 3.5, 3, 2], patience=2) == (5, 3)
    assert reg.early_stopping([5, 4, 3], patience=2) == (None, 2)
    assert reg.early_stopping([], patience=2) == (None, None)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("penalty", "grad", "theirs"),
    [
        (reg.l1_penalty, reg.l1_grad, keras.regularizers.L1),
        (reg.l2_penalty, reg.l2_grad, keras.regularizers.L2),
    ],
    ids=["l1", "l2"],
)
def test_penalties_agree_with_keras_and_gradients_with_central_differences(shape, penalty, grad, theirs):
    w = rng().normal(size=shape)
    assert penalty(w, 0.3) == pytest.approx(float(theirs(0.3)(w.astype("float32"))), rel=1e-5)
    np.testing.assert_allclose(grad(w, 0.3), central_difference(lambda v: penalty(v, 0.3), w), rtol=1e-6)
    np.testing.assert_allclose(grad(w, 0.3), keras_gradient(theirs(0.3), w), rtol=1e-5)


@few
@given(k=st.floats(-10, 10))
def test_l1_scales_with_the_weights_and_l2_with_their_square(k):
    w = rng().normal(size=(3, 4))
    assert reg.l1_penalty(k * w, 0.1) == pytest.approx(abs(k) * reg.l1_penalty(w, 0.1))
    assert reg.l2_penalty(k * w, 0.1) == pytest.approx(k**2 * reg.l2_penalty(w, 0.1))


@pytest.mark.parametrize("shape", [(3, 4), (10, 2), (1, 5)])
def test_max_norm_agrees_with_keras_and_is_idempotent(shape):
    w = rng().normal(size=shape).astype("float32")
    w[:, 0] = 0
    clipped = reg.max_norm(w, 1.5)
    np.testing.assert_allclose(clipped, keras.constraints.MaxNorm(1.5)(w), rtol=1e-5)
    np.testing.assert_allclose(reg.max_norm(clipped, 1.5), clipped, rtol=1e-6)
    norms = np.linalg.norm(w, axis=0)
    np.testing.assert_allclose(np.linalg.norm(clipped, axis=0), np.minimum(norms, 1.5), rtol=1e-6)
    assert np.array_equal(clipped[:, norms <= 1.5], w[:, norms <= 1.5])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: reg.dropout_forward(np.ones(2), 1.2, True, rng()),
            "Expected 0 <= `rate` <= 1. Received: rate=1.2",
        ),
        (
            lambda: reg.dropout_scale_at_test(np.ones(2), -1, True, rng()),
            "Expected 0 <= `rate` <= 1. Received: rate=-1",
        ),
        (lambda: reg.early_stopping([1], patience=-1), "Expected `patience` >= 0. Received: patience=-1"),
        (
            lambda: reg.early_stopping([1], start_from_epoch=-1),
            "Expected `start_from_epoch` >= 0. Received: start_from_epoch=-1",
        ),
        (
            lambda: reg.early_stopping([1], mode="up"),
            "Expected `mode` to be 'min' or 'max'. Received: mode='up'",
        ),
        (lambda: reg.l1_penalty(np.ones(2), -1), "Expected `strength` >= 0. Received: strength=-1"),
        (lambda: reg.l1_grad(np.ones(2), -1), "Expected `strength` >= 0. Received: strength=-1"),
        (lambda: reg.l2_penalty(np.ones(2), -1), "Expected `strength` >= 0. Received: strength=-1"),
        (lambda: reg.l2_grad(np.ones(2), -1), "Expected `strength` >= 0. Received: strength=-1"),
        (lambda: reg.max_norm(np.ones((2, 2)), 0), "Expected `limit` > 0. Received: limit=0"),
    ],
)
def test_says_what_was_expected(call, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011
        call()
    assert str(error.value) == message
