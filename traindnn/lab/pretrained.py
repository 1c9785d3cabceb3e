"""Train a network once, and keep its weights beside the drawn images: the next run finds them there.

The key of the weights is all that they depend on: the network, the settings, the seed, the images
themselves, the code that trains, and the versions of Keras and its backend. A change in any of them trains
anew, and so does a file that is missing or damaged.
"""

import hashlib
import json
import logging
import os
import re
import tempfile
import zipfile
import zlib
from pathlib import Path

import keras
import numpy as np

from traindnn.data.stand_in import cache_folder
from traindnn.lab import device, training
from traindnn.lab.settings import Settings

log = logging.getLogger(__name__)


def pretrained(build, data, *, seed=0, progress=False, **settings):
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
        ValueError: as `training.fit` does.
    """
    asked = Settings(**settings)
    keras.utils.set_random_seed(seed)
    model = asked.make_model(build)
    optimizer = asked.make_optimizer()
    speed = asked.execution(len(data.x_train), [])
    model.compile(optimizer, asked.loss, metrics=list(asked.metrics), **speed)
    file = _file(model, asked.record(build, model, optimizer), data, seed)
    weights = _recall(file)
    if weights is None:
        run = training.fit(build, data, seed=seed, progress=progress, **settings)
        weights = run.model.get_weights()
        _keep(file, weights)
    model.set_weights(weights)
    return model


def _file(model, record, data, seed):
    folder = cache_folder()
    if folder is None:
        return None
    sha = hashlib.sha256()
    network = re.sub(r'_\d+"', '"', model.to_json())  # Keras counts its layers through the whole process
    settings = json.dumps(record, sort_keys=True, default=str)
    where = keras.__version__, device.backend(), device.accelerator() or "CPU"
    for part in (network, settings, str(seed), *where):
        sha.update(part.encode())
    for code in ("training.py", "settings.py"):
        sha.update(Path(__file__).with_name(code).read_bytes())
    for array in (data.x_train, data.y_train):
        sha.update(np.ascontiguousarray(array).tobytes())
    return folder / f"weights-{record['model']}-{sha.hexdigest()[:16]}.npz"


def _recall(file):
    """The kept weights, in their order; None if they are not there or damaged (a zip has checksums)."""
    if file is None or not file.is_file():
        return None
    try:
        with np.load(file, allow_pickle=False) as archive:
            return [archive[f"arr_{i}"] for i in range(len(archive.files))]
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        log.info("%s is damaged and is trained anew: %s", file, error)
        return None


def _keep(file, weights):
    """Write the weights in one step; a cache that cannot be written is done without."""
    if file is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".new-") as folder:
            new = Path(folder, file.name)
            np.savez(new, *weights)
            os.replace(new, file)
    except OSError as error:
        log.info("The weights could not be kept in %s: %s", file, error)
