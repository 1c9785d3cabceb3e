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


def has_keras_step(model: keras.Model) -> bool:
    """Whether a model trains with the ``train_step`` and ``test_step`` of Keras.

    Why: a step of a model's own, such as one that looks at single batches, is left to ``fit``. The documented
    class has these methods from a class for each backend.
    """
    steps = ("train_step", "test_step")
    return all(getattr(type(model), name) is getattr(keras.Model, name) for name in steps)


def all_layers(model: keras.Model) -> list[keras.layers.Layer]:
    """The layers of a model, those inside other models and layers too.

    Why: ``model.layers`` ends at the first model inside.
    """
    return list(model._flatten_layers(include_self=False))


def is_of_keras(value: object) -> bool:
    """Whether something that is called in a training step, if anything, is Keras's or the backend's own.

    Why: the step holds what it calls. A function or a layer that a reader defines anew under the same name
    must not be taken for the one before, and Keras's configurations name it alike.
    """
    if not callable(value):
        return True
    module = str(getattr(value, "__module__", None) or type(value).__module__)
    return module.partition(".")[0] in ("keras", "tensorflow", "jax", "functools", "traindnn")


JaxState = tuple[list[Tensor], list[Tensor], list[Tensor], list[Tensor]]
"""Values of the trainable variables, the others, the optimizer's and those of the metrics."""


def jax_state(model: keras.Model) -> JaxState:
    """What a training step on JAX changes, as it stands in the model's variables.

    Why: JAX's functions change nothing, so the state goes through them. Keras documents the four parts only
    by an example of a ``train_step``.
    """
    parts = (
        model.trainable_variables,
        model.non_trainable_variables,
        model.optimizer.variables,
        model.metrics_variables,
    )
    trainable, others, optimizer, metrics = ([v.value for v in variables] for variables in parts)
    return trainable, others, optimizer, metrics


def set_jax_state(model: keras.Model, state: JaxState) -> None:
    """Put a state into the model's variables; why: as for `jax_state`."""
    parts = (
        model.trainable_variables,
        model.non_trainable_variables,
        model.optimizer.variables,
        model.metrics_variables,
    )
    for variables, values in zip(parts, state, strict=True):
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)


def jax_train_step(model: keras.Model, state: JaxState, batch: tuple[Tensor, Tensor]) -> JaxState:
    """The state after a training step on one mini-batch; why: as for `jax_state`."""
    after: JaxState = model.train_step(state, batch)[1]
    return after


def jax_test_step(model: keras.Model, state: JaxState, batch: tuple[Tensor, Tensor]) -> JaxState:
    """The state after a step of evaluation, which knows no optimizer; why: as for `jax_state`."""
    trainable, others, optimizer, metrics = state
    trainable, others, metrics = model.test_step((trainable, others, metrics), batch)[1]
    return trainable, others, optimizer, metrics


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
