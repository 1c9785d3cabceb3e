"""All that the lab takes from Keras beyond its documentation, in one place.

Nothing here is promised by Keras, and any release may change it. Each function says why the lab needs it;
tests/traindnn/lab/test_keras_private.py says, one test for each, what has broken when a release has.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np

from traindnn.lab.types import Tensor


class BeforeUpdate(keras.optimizers.Optimizer):
    """Mixed into an optimizer: shows the gradients of each step to `before_update`, unclipped.

    Why: Keras has no hook between the gradients and the update. The training loops of all its backends
    update through ``Optimizer.apply``, which clips; half precision hands the gradients, scaled back, to the
    ``apply`` of the optimizer inside.
    """

    def before_update(self, grads: Sequence[Tensor]) -> None:
        """Called with the gradient of each trainable variable, within the training step."""
        raise NotImplementedError

    def apply(self, grads: Sequence[Tensor], trainable_variables: Sequence[Tensor] | None = None) -> None:
        """Look at the gradients, then update."""
        if not self.built:
            self.build(list(trainable_variables or ()))
        self.before_update(grads)
        super().apply(grads, trainable_variables)


def innermost(optimizer: keras.optimizers.Optimizer) -> keras.optimizers.Optimizer:
    """The optimizer that updates the weights.

    Why: in half precision ``compile`` puts a ``LossScaleOptimizer`` around the optimizer that it was given,
    and only its attribute ``inner_optimizer`` leads back.
    """
    return getattr(optimizer, "inner_optimizer", optimizer)


def seed_dropout(layer: keras.layers.Dropout, *seed: int) -> None:
    """Set the state of a dropout layer's random numbers, two whole numbers.

    Why: Keras takes a seed only when a layer is made; ``seed_generator.state`` seeds a copy of a layer, too.
    """
    state = layer.seed_generator.state
    state.assign(np.array(seed, state.dtype))


def losses_and_metrics(model: keras.Model, y: np.ndarray, outputs: Tensor) -> dict[str, Tensor]:
    """The loss and the metrics of predictions that are at hand already, over all of them at once.

    Why: ``evaluate`` would first build a step, which takes longer than the evaluation of a small model.
    The two methods that the step is made of are documented, but not that they can do without inputs.
    """
    model.reset_metrics()
    loss = model.compute_loss(None, y, outputs, training=False)
    return {**model.compute_metrics(None, y, outputs), "loss": loss}


def make_metrics(model: keras.Model, y: np.ndarray) -> None:
    """Let the metrics of a compiled model make their variables.

    Why: they do so when they first see data. If TensorFlow is then tracing the training step, it traces it a
    second time. Keras has no public way to build metrics before.
    """
    model.compute_metrics(None, y[:1], np.zeros((1, *model.output_shape[1:]), "float32"))
    model.reset_metrics()


def without_counters(text: str) -> str:
    """A model in JSON, without the numbers that Keras adds to the names that it gives.

    Why: it counts its layers through the whole process, so equal models have different names.
    """
    return re.sub(r'_\d+"', '"', text)


def without_counter(name: str) -> str:
    """The name of a model or a layer without that number; why: as for `without_counters`."""
    return re.sub(r"_\d+$", "", name)


def mobilenet_weights(size: int) -> Path:
    """Where Keras keeps the ImageNet weights of MobileNetV2 without its top, in the folder of its cache.

    Why: to use the weights where they are at hand and to do without where they are not. Keras would download
    them, and does not tell beforehand.
    """
    name = f"mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_{size}_no_top.h5"
    return Path("models", name)
