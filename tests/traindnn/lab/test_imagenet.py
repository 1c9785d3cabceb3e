"""The ImageNet network as a base, with random weights: the path is the same."""

import keras
import numpy as np
import pytest

from traindnn.lab import imagenet, keras_private, transfer


@pytest.fixture(scope="module")
def base():
    return imagenet.mobilenet((28, 28), weights=None)


@pytest.mark.backend
def test_images_arrive_enlarged_in_three_channels_from_minus_one_to_one(base):
    x = np.zeros((2, 28, 28), "float32")
    x[1] = 1
    for layer in base.layers[:-2]:
        x = layer(x)
    x = keras.ops.convert_to_numpy(x)
    assert x.shape == (2, 160, 160, 3)
    assert np.allclose(x[0], -1)
    assert np.allclose(x[1], 1)


def test_all_its_layers_can_be_reused_and_frozen(base):
    n = len(base.layers)
    model = transfer.freeze(transfer.reuse(base, n, n_classes=2), n)
    assert [w.shape for w in model.trainable_weights] == [(1280, 2), (2,)]
    network, copy = base.layers[-2], model.layers[-3]
    assert copy is not network
    assert all(np.array_equal(a, b) for a, b in zip(network.get_weights(), copy.get_weights(), strict=True))
    assert transfer.unfreeze(model, 1).layers[-3].trainable


def test_colour_images_need_no_new_channels():
    names = [layer.name for layer in imagenet.mobilenet((32, 32, 3), weights=None).layers]
    assert names[0] == "enlarge"
    with pytest.raises(ValueError, match=r"one channel or three. Received: image_shape=\(8, 8, 2\)"):
        imagenet.mobilenet((8, 8, 2), weights=None)


def test_weights_are_looked_for_in_kerass_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    assert not imagenet.has_weights()
    (tmp_path / "models").mkdir()
    (tmp_path / keras_private.mobilenet_weights(imagenet.SIZE)).touch()
    assert imagenet.has_weights()
