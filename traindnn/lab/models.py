"""The networks that the chapters train. Each function builds one and returns it, not yet compiled."""

from collections.abc import Callable, Collection, Sequence
from typing import TypedDict, Unpack

import keras
import numpy as np
from keras import layers

from traindnn import expect
from traindnn.lab.types import Tensor


class MlpOptions(TypedDict, total=False):
    """What `mlp` takes by name."""

    activation: str | Callable[[Tensor], Tensor]
    kernel_initializer: str | keras.initializers.Initializer
    kernel_regularizer: keras.regularizers.Regularizer | None
    kernel_constraint: keras.constraints.Constraint | None
    batch_norm: Collection[str]
    bn_momentum: float
    dropout: float | Sequence[float]
    dropout_layer: type[keras.layers.Layer]


def mlp(
    input_shape: Sequence[int],
    n_classes: int,
    hidden: Sequence[int] = (50, 50),
    *,
    activation: str | Callable[[Tensor], Tensor] = "relu",
    kernel_initializer: str | keras.initializers.Initializer = "glorot_uniform",
    kernel_regularizer: keras.regularizers.Regularizer | None = None,
    kernel_constraint: keras.constraints.Constraint | None = None,
    batch_norm: Collection[str] = (),
    bn_momentum: float = 0.99,
    dropout: float | Sequence[float] = 0.0,
    dropout_layer: type[keras.layers.Layer] = layers.Dropout,
) -> keras.Sequential:
    """A multilayer perceptron with a softmax on top.

    Args:
        input_shape: shape of one sample, without the batch: (28, 28); it is flattened.
        n_classes: number of classes, the width of the output.
        hidden: width of each hidden layer; ``(50,) * 20`` is twenty layers.
        activation: of the hidden layers, anything that Keras takes.
        kernel_initializer: of the hidden layers; the output layer keeps Glorot uniform.
        kernel_regularizer: of the hidden layers, such as ``keras.regularizers.L2(1e-4)``.
        kernel_constraint: of the hidden layers, such as ``keras.constraints.MaxNorm(3)``.
        batch_norm: where batch normalization stands, any of "input", "before" and "after" (before or after
            the activation of each hidden layer). Before it, a bias would be redundant and is left out.
        bn_momentum: weight of the old value in the moving statistics, 1 - α.
        dropout: drop probability p after each hidden layer, or one for the input and one for each hidden
            layer: ``(0.2, 0.2, 0.2)``.
        dropout_layer: the class to drop with, such as ``keras.layers.AlphaDropout``.

    Returns:
        ``keras.Model`` from (batch, *input_shape) to class probabilities (batch, n_classes).

    Raises:
        ValueError: if a place in ``batch_norm`` is unknown or ``dropout`` has the wrong length.
    """
    for place in batch_norm:
        expect.one_of(("input", "before", "after"), batch_norm=place)
    rates = np.atleast_1d(dropout).tolist()
    if np.ndim(dropout) == 0:
        rates = [0.0, *rates * len(hidden)]
    expect.that(
        len(rates) == len(hidden) + 1,
        "one rate, or one for the input and one for each hidden layer",
        dropout=dropout,
        hidden=hidden,
    )

    def norm(place: str, name: str) -> list[keras.layers.Layer]:
        return [layers.BatchNormalization(momentum=bn_momentum, name=name)] if place in batch_norm else []

    def drop(rate: float, name: str) -> list[keras.layers.Layer]:
        return [dropout_layer(rate, name=name)] if rate else []

    stack = [
        keras.Input(input_shape),
        layers.Flatten(),
        *norm("input", "bn_input"),
        *drop(rates[0], "dropout_input"),
    ]
    for k, (units, rate) in enumerate(zip(hidden, rates[1:], strict=True), start=1):
        stack.append(
            layers.Dense(
                units,
                kernel_initializer=_fresh(kernel_initializer),
                kernel_regularizer=kernel_regularizer,
                kernel_constraint=kernel_constraint,
                use_bias="before" not in batch_norm,
                name=f"hidden_{k}",
            )
        )
        stack += norm("before", f"bn_before_{k}")
        stack.append(layers.Activation(activation, name=f"activation_{k}"))
        stack += norm("after", f"bn_{k}") + drop(rate, f"dropout_{k}")
    return keras.Sequential([*stack, _output(n_classes)], name="mlp")


def lecture_mlp(**options: Unpack[MlpOptions]) -> keras.Sequential:
    """The lecture's network: 784-50-50-10, ReLU, Glorot uniform, softmax; 42,310 parameters.

    Args:
        **options: of `mlp`. ``batch_norm=("input", "after")`` and ``dropout=(0.2, 0.2, 0.2)`` are the
            lecture's own variants.

    Returns:
        ``keras.Model`` from (batch, 28, 28) to class probabilities (batch, 10).
    """
    return mlp((28, 28), 10, (50, 50), **options)


def small_cnn(
    input_shape: Sequence[int],
    n_classes: int = 10,
    filters: Sequence[int] = (16, 32),
    *,
    units: int = 64,
    dropout: float = 0.3,
) -> keras.Sequential:
    """A small convolutional network: a convolution and a pooling for each entry of ``filters``, then dense.

    Args:
        input_shape: (height, width) or (height, width, channels).
        n_classes: number of classes.
        filters: of each 3×3 convolution: (16, 32) for Fashion-MNIST, (32, 64) for CIFAR-10.
        units: width of the dense layer.
        dropout: drop probability p before the output.

    Returns:
        ``keras.Model`` from (batch, *input_shape) to class probabilities (batch, n_classes).
    """
    stack = _convolutions(input_shape, filters)
    stack += [
        layers.Flatten(),
        layers.Dense(units, "relu", name="dense"),
        layers.Dropout(dropout, name="dropout"),
    ]
    return keras.Sequential([*stack, _output(n_classes)], name="small_cnn")


def cnn_gap(
    input_shape: Sequence[int],
    n_classes: int = 10,
    filters: Sequence[int] = (16, 32, 64),
    *,
    first_stride: int = 1,
) -> keras.Sequential:
    """A convolutional network with global average pooling on top: its features say what is there, not where.

    Args:
        input_shape: (height, width) or (height, width, channels).
        n_classes: number of classes.
        filters: of each 3×3 convolution.
        first_stride: of the first one; 2 makes the network four times as fast.

    Returns:
        ``keras.Model`` from (batch, *input_shape) to class probabilities (batch, n_classes).
    """
    stack = _convolutions(input_shape, filters, pool_last=False, first_stride=first_stride)
    stack.append(layers.GlobalAveragePooling2D(name="average"))
    return keras.Sequential([*stack, _output(n_classes)], name="cnn_gap")


def _convolutions(
    input_shape: Sequence[int], filters: Sequence[int], pool_last: bool = True, first_stride: int = 1
) -> list[keras.layers.Layer]:
    stack = [keras.Input(input_shape)]
    if len(input_shape) == 2:
        stack.append(layers.Reshape((*input_shape, 1), name="add_channel"))
    for k, n in enumerate(filters, start=1):
        stride = first_stride if k == 1 else 1
        stack.append(layers.Conv2D(n, 3, stride, "same", activation="relu", name=f"conv_{k}"))
        if pool_last or k < len(filters):
            stack.append(layers.MaxPooling2D(name=f"pool_{k}"))
    return stack


def _output(n_classes: int) -> keras.layers.Dense:
    # float32 also where the rest computes in half precision: a softmax needs the digits.
    return layers.Dense(n_classes, activation="softmax", dtype="float32", name="output")


def _fresh(initializer: str | keras.initializers.Initializer) -> str | keras.initializers.Initializer:
    # One initializer object gives every layer of the same shape the same weights.
    return initializer.clone() if isinstance(initializer, keras.initializers.Initializer) else initializer
