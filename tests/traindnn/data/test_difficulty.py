"""The stand-in is about as hard as the real set: two learners, against figures of the real sets."""

import numpy as np
import pytest

from traindnn import data

# Test accuracy on the real sets, 10,000 training images in [0, 1]; softmax: batch 64, Adam at 1e-3.
NEAREST_CENTROID = 0.677
LINEAR_SOFTMAX = {"fashion_mnist": (0.829, 15), "cifar10": (0.369, 12)}
TOLERANCE = 0.06


def images(name):
    return data.load(name, train=10_000, validation=1, test=5_000, source="stand-in").scaled()


@pytest.mark.slow
def test_nearest_centroid_on_fashion():
    d = images("fashion_mnist")
    centres = np.stack([d.x_train[d.y_train == label].mean(axis=0).ravel() for label in range(10)])
    new = d.x_test.reshape(len(d.x_test), -1)
    labels = ((centres**2).sum(axis=1) - 2 * new @ centres.T).argmin(axis=1)
    assert abs((labels == d.y_test).mean() - NEAREST_CENTROID) < TOLERANCE


@pytest.mark.slow
@pytest.mark.parametrize("name", LINEAR_SOFTMAX)
def test_linear_softmax(name):
    keras = pytest.importorskip("keras")
    real, epochs = LINEAR_SOFTMAX[name]
    d = images(name)
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"], steps_per_execution=32)
    model.fit(d.x_train, d.y_train, batch_size=64, epochs=epochs, verbose=0)
    accuracy = model.evaluate(d.x_test, d.y_test, verbose=0)[1]
    assert abs(accuracy - real) < TOLERANCE
