"""Transfer learning: reuse the lower layers of a trained model, first frozen, then fine-tuned.

Layers are counted from the input, which is not one itself, as in ``model.layers`` of a ``keras.Sequential``.
"""

from collections.abc import Sequence
from typing import Unpack

import keras

from traindnn import expect
from traindnn.lab.runs import Run
from traindnn.lab.settings import CommonOptions
from traindnn.lab.training import fit
from traindnn.lab.types import Build, Data, OptimizerLike


def reuse(
    base: keras.Sequential, n_reuse: int, n_classes: int, new_layers: Sequence[keras.layers.Layer] = ()
) -> keras.Sequential:
    """A new model: copies of the lower layers of ``base``, then new layers, then a new softmax.

    Args:
        base: built ``keras.Sequential``; it keeps its own layers and weights.
        n_reuse: number of layers to copy, with their weights.
        n_classes: number of classes of the new task.
        new_layers: fresh layers between the copied ones and the softmax.

    Returns:
        ``keras.Sequential``, not compiled.

    Raises:
        ValueError: if ``n_reuse`` is not between 1 and the number of layers below the output of ``base`` (a
            dense layer on top; a base without one, as ``keras.applications`` has it, is all reusable).

    Source: lecture, section "Transfer learning"; figure 3.
    """
    below_output = len(base.layers) - isinstance(base.layers[-1], keras.layers.Dense)
    expect.that(1 <= n_reuse <= below_output, f"1 <= `n_reuse` <= {below_output}", n_reuse=n_reuse)
    copied = [type(layer).from_config(layer.get_config()) for layer in base.layers[:n_reuse]]
    head = keras.layers.Dense(n_classes, activation="softmax", dtype="float32", name="new_output")
    model = keras.Sequential([keras.Input(base.input_shape[1:]), *copied, *new_layers, head], name="transfer")
    for copy, layer in zip(copied, base.layers, strict=False):
        copy.set_weights(layer.get_weights())
    return model


def freeze(model: keras.Sequential, n: int) -> keras.Sequential:
    """Keep the weights of the lowest ``n`` layers fixed; takes effect when the model is compiled next.

    A frozen batch normalization also stays in inference mode and keeps its moving statistics.

    Args:
        model: ``keras.Sequential``, changed in place.
        n: number of layers.

    Returns:
        ``model``.

    Raises:
        ValueError: if ``n`` is negative or above the number of layers.
    """
    expect.that(0 <= n <= len(model.layers), f"0 <= `n` <= {len(model.layers)}", n=n)
    for layer in model.layers[:n]:
        layer.trainable = False
    return model


def unfreeze(model: keras.Sequential, n: int) -> keras.Sequential:
    """Let the topmost ``n`` frozen layers learn again; takes effect when the model is compiled next.

    Layers without weights (pooling, activation, dropout) are not counted.

    Args:
        model: ``keras.Sequential``, changed in place.
        n: number of layers with weights; more than there are unfreezes all.

    Returns:
        ``model``.

    Raises:
        ValueError: if ``n`` is negative.
    """
    expect.non_negative(n=n)
    frozen = [layer for layer in model.layers if layer.weights and not layer.trainable]
    for layer in frozen[max(0, len(frozen) - n) :]:
        layer.trainable = True
    return model


def two_stage_fit(
    build: Build,
    data: Data,
    *,
    n_reuse: int,
    n_unfreeze: int,
    optimizers: tuple[OptimizerLike, OptimizerLike],
    epochs: tuple[int, int],
    seed: int = 0,
    **settings: Unpack[CommonOptions],
) -> tuple[Run, Run]:
    """Train the new layers on frozen ones first; then unfreeze the top of these and fine-tune.

    Between the stages the model is compiled anew: Keras looks at what is trainable only then.

    Args:
        build: function that makes the model, as by `reuse`.
        data: dataset of the new task, with float images.
        n_reuse: number of reused layers, frozen in stage 1.
        n_unfreeze: reused layers with weights that learn in stage 2, counted from the top.
        optimizers: (of stage 1, of stage 2); the second with a lower learning rate.
        epochs: (of stage 1, of stage 2).
        seed: as for `training.fit`, of both stages.
        **settings: of both stages, see `settings.Settings`.

    Returns:
        (`Run`, `Run`) of the two stages, with one and the same model.

    Raises:
        ValueError: as `freeze`, `unfreeze` and `training.fit` do.

    Source: lecture, section "Transfer learning".
    """
    first = fit(
        lambda: freeze(build(), n_reuse),
        data,
        seed=seed,
        optimizer=optimizers[0],
        epochs=epochs[0],
        **settings,
    )
    model = unfreeze(first.model, n_unfreeze)
    return first, fit(model, data, seed=seed, optimizer=optimizers[1], epochs=epochs[1], **settings)
