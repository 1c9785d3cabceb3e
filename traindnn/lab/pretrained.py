"""Train a network once, and keep its weights beside the drawn images: the next run finds them there.

The key of the weights is all that they depend on: the network, the settings, the seed, the images
themselves, the versions of Keras and its backend, the device, and the code of this package that trains
(`CODE`). A change in any of them trains anew, and so does a file that is missing or damaged. What the key
cannot see is code from elsewhere: a layer, a loss or a schedule that the caller has written is known by its
name and its settings only.
"""

import hashlib
import json
from pathlib import Path
from typing import Unpack

import keras
import numpy as np

from traindnn import expect
from traindnn.data.disk_cache import cache_folder, keep, recall
from traindnn.lab import code_digest, device, keras_private, training
from traindnn.lab.settings import Options, Record, Settings
from traindnn.lab.types import Build, Data, Weights

CODE = ("traindnn.lab.training", "traindnn.lab.layers", "traindnn.lab.schedules")
"""The modules that decide what the weights become, together with all that they import: the one that trains,
and those with layers and schedules of our own."""


def pretrained(
    build: Build, data: Data, *, seed: int = 0, progress: bool = False, **settings: Unpack[Options]
) -> keras.Model:
    """A trained network: from the cache, else by `training.fit`.

    Args:
        build: function that builds the model.
        data: as for `training.fit`; only the training part decides over the weights.
        seed: as for `training.fit`.
        progress: whether to show how far the training has got.
        **settings: fields of `settings.Settings`, without callbacks.

    Returns:
        ``keras.Model``, compiled, with the weights after training.

    Raises:
        ValueError: if there are callbacks, which the key of the weights does not cover, or as `training.fit`
            does.
    """
    asked = Settings(**settings)
    expect.that(not asked.callbacks, "settings without callbacks", callbacks=asked.callbacks)
    keras.utils.set_random_seed(seed)
    model = asked.make_model(build)
    optimizer = asked.make_optimizer()
    speed = asked.execution(len(data.x_train), [])
    model.compile(optimizer, asked.loss, metrics=list(asked.metrics), **speed)
    file = _file(model, asked.record(build, model, optimizer), speed["jit_compile"], data, seed)
    weights = _fitting(recall(file), model.get_weights())
    if weights is None:
        run = training.fit(build, data, seed=seed, progress=progress, **settings)
        weights = run.model.get_weights()
        keep(file, {f"weights_{i}": array for i, array in enumerate(weights)})
    model.set_weights(weights)
    return model


def _file(model: keras.Model, record: Record, compiled: bool | str, data: Data, seed: int) -> Path | None:
    """The file for the weights; None if nothing is kept."""
    folder = cache_folder()
    if folder is None:
        return None
    sha = hashlib.sha256()
    network = keras_private.without_counters(model.to_json())
    settings = json.dumps(record, sort_keys=True, default=str)
    where = keras.__version__, device.backend(), device.accelerator() or "CPU", f"compiled: {compiled}"
    for part in (network, settings, str(seed), *where, code_digest.digest(*CODE)):
        sha.update(part.encode())
    for array in (data.x_train, data.y_train):
        sha.update(f"{array.shape} {array.dtype}".encode() + np.ascontiguousarray(array).tobytes())
    return folder / f"weights-{record['model']}-{sha.hexdigest()[:16]}.npz"


def _fitting(kept: dict[str, np.ndarray] | None, untrained: Weights) -> Weights | None:
    """Kept arrays as the weights of a model; None unless they have the shapes of its weights."""
    weights = None if kept is None else list(kept.values())
    return weights if weights and [w.shape for w in weights] == [w.shape for w in untrained] else None
