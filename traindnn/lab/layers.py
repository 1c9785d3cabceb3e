"""Layers of our own: dropout that stays on when the model predicts, and grey images in three channels."""

import keras
import numpy as np

from traindnn import expect
from traindnn.arrays import Array
from traindnn.lab import keras_private
from traindnn.lab.types import Tensor


@keras.saving.register_keras_serializable("traindnn")
class MCDropout(keras.layers.Dropout):
    """Dropout that is on in training and in prediction alike.

    Only this layer is switched on. Calling a whole model with ``training=True`` would also let batch
    normalization use, and move, the statistics of the batch.

    Source: Gal and Ghahramani (2016); chapter "Dropout".
    """

    def call(self, inputs: Tensor, training: bool | None = None) -> Tensor:
        """Drop entries of ``inputs``, whatever ``training`` says."""
        return super().call(inputs, training=True)


def with_mc_dropout(model: keras.Model) -> keras.Model:
    """A copy of a model in which every ``Dropout`` is an `MCDropout`.

    Args:
        model: built ``keras.Model``; it stays as it is.

    Returns:
        ``keras.Model`` with the same weights, not compiled.

    Raises:
        ValueError: if the model has no dropout layer.
    """

    def replace(layer: keras.layers.Layer) -> keras.layers.Layer:
        kind = MCDropout if type(layer) is keras.layers.Dropout else type(layer)
        return kind.from_config(layer.get_config())

    copy = keras.models.clone_model(model, clone_function=replace)
    copy.set_weights(model.get_weights())
    names = [layer.name for layer in model.layers]
    expect.that(_mc_layers(copy), "a model with a Dropout layer", layers=names)
    return copy


def mc_predict(
    model: keras.Model, x: Array, n_samples: int = 50, seed: int = 0, batch_size: int = 2_000
) -> Array:
    """Class probabilities from ``n_samples`` passes, each with its own dropout masks.

    Args:
        model: built ``keras.Model`` with dropout, plain or Monte Carlo; neither its weights nor its random
            state changes.
        x: (n, …) float inputs.
        n_samples: number of passes T.
        seed: of the masks.
        batch_size: inputs in one call of the model.

    Returns:
        (n_samples, n, classes) float32 array. Its mean over axis 0 is the prediction, its spread over axis 0
        the model's uncertainty.

    Raises:
        ValueError: if the model has no dropout layer or ``n_samples`` is not positive.

    Source: Gal and Ghahramani (2016), eq. (6); the lecture's "Further reading" on dropout.
    """
    expect.positive(n_samples=n_samples)
    copy = with_mc_dropout(model)
    for i, layer in enumerate(_mc_layers(copy)):
        keras_private.seed_dropout(layer, seed, i)
    parts = [x[i : i + batch_size] for i in range(0, len(x), batch_size)]
    # Called directly: `predict` costs more to start than such a network to run.
    passes = ([keras.ops.convert_to_numpy(copy(part)) for part in parts] for _ in range(n_samples))
    return np.stack([np.concatenate(one) for one in passes])


def _mc_layers(model: keras.Model) -> list[MCDropout]:
    return [layer for layer in model.layers if isinstance(layer, MCDropout)]


@keras.saving.register_keras_serializable("traindnn")
class ThreeChannels(keras.layers.Layer):
    """Repeats the only channel of grey images: a network for colour images expects three."""

    def call(self, inputs: Tensor) -> Tensor:
        """(m, height, width, 1) to (m, height, width, 3)."""
        return keras.ops.repeat(inputs, 3, axis=-1)
