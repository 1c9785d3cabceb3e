"""The solutions of problem set 3 against Keras's own layer and automatic differentiation."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from test_banks import reference

PS3 = "ps3-batch-normalization"


@pytest.fixture
def drawn():
    rng = np.random.default_rng(3)
    x, dout = rng.normal([2, -1, 0], [3, 1, 0.1], size=(7, 3)), rng.normal(size=(7, 3))
    return x, dout, rng.uniform(0.5, 2, size=3), rng.normal(size=3)


def keras_layer(gamma, beta, mean=(0, 0, 0), var=(1, 1, 1)):
    layer = keras.layers.BatchNormalization(dtype="float64")
    layer.build((None, 3))
    layer.set_weights([np.array(values, dtype=float) for values in (gamma, beta, mean, var)])
    return layer


def test_training_and_moving_statistics_agree_with_keras(drawn):
    x, _, gamma, beta = drawn
    layer, mean, var = keras_layer(gamma, beta), np.zeros(3), np.ones(3)
    for batch in (x, 2 * x + 1, x[:4]):
        out, mean, var, _ = reference(PS3)["bn_forward"](batch, gamma, beta, mean, var, True)
        np.testing.assert_allclose(out, layer(batch, training=True), rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose([mean, var], layer.get_weights()[2:], rtol=1e-6)


def test_gradients_agree_with_automatic_differentiation(drawn):
    x, dout, gamma, beta = drawn
    layer, inputs = keras_layer(gamma, beta), tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        loss = tf.reduce_sum(layer(inputs, training=True) * dout)
    theirs = tape.gradient(loss, [inputs, *(weight.value for weight in layer.trainable_weights)])
    _, _, _, cache = reference(PS3)["bn_forward"](x, gamma, beta, np.zeros(3), np.ones(3), True)
    for ours, gradient in zip(reference(PS3)["bn_backward"](dout, cache), theirs, strict=True):
        np.testing.assert_allclose(ours, gradient, rtol=1e-6, atol=1e-9)


def test_folded_layer_gives_what_the_two_layers_give(drawn):
    x, W, gamma, beta = drawn
    W, b, mean, var = W[:4], np.array([1.0, -2, 3]), np.array([0.5, 0, -1]), np.array([0.2, 1, 4])
    inputs = np.hstack([x, x[:, :1] ** 2])
    folded = reference(PS3)["fold_bn"](W, b, gamma, beta, mean, var)
    two_layers = keras_layer(gamma, beta, mean, var)(inputs @ W + b, training=False)
    np.testing.assert_allclose(inputs @ folded[0] + folded[1], two_layers, rtol=1e-6)


def test_my_layer_trains_as_the_layer_of_keras_does(drawn):
    x, target, _, _ = drawn

    def predict(layer):
        model = keras.Sequential([keras.Input((3,)), layer])
        model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.5), loss="mse")
        model.fit(x, target, batch_size=4, epochs=5, shuffle=False, verbose=0)
        return model.predict(x, verbose=0)

    ours = predict(reference(PS3)["MyBN"]())
    np.testing.assert_allclose(ours, predict(keras.layers.BatchNormalization()), rtol=1e-4, atol=1e-5)
