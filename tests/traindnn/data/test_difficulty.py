"""The stand-in is about as hard as the real set, by a figure of the real set."""

import pytest

from traindnn import data

# Test accuracy on the real set, 10,000 training images in [0, 1]; softmax: batch 64, Adam at 1e-3, 12 epochs.
LINEAR_SOFTMAX = 0.369
TOLERANCE = 0.06


@pytest.mark.slow
def test_linear_softmax():
    keras = pytest.importorskip("keras")
    d = data.load("cifar10", train=10_000, validation=1, test=5_000, source="stand-in").scaled()
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"], steps_per_execution=32)
    model.fit(d.x_train, d.y_train, batch_size=64, epochs=12, verbose=0)
    accuracy = model.evaluate(d.x_test, d.y_test, verbose=0)[1]
    assert abs(accuracy - LINEAR_SOFTMAX) < TOLERANCE
