"""What the numerics are compared with: Keras, its gradients, and histories for its callbacks."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

SHAPES = [(7,), (3, 4), (2, 3, 4)]

# Reproducible, and without a time limit for each example: the first call of an op is slow.
few = settings(derandomize=True, deadline=None, max_examples=100)

finite = st.floats(-100, 100, allow_subnormal=False)


def keras_gradient(f, x):
    """Gradient of the sum of f(x) by x, from the automatic differentiation of Keras's backend."""
    x = keras.ops.convert_to_tensor(np.asarray(x, "float32"))
    if keras.backend.backend() == "jax":
        import jax

        return np.asarray(jax.grad(lambda v: keras.ops.sum(f(v)))(x))
    import tensorflow as tf

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = keras.ops.sum(f(x))
    return tape.gradient(y, x).numpy()


def scripted_model(lr=1.0):
    """A compiled model for a callback to act on: its metrics come from a script."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(lr), "mse")
    return model


@st.composite
def histories(draw):
    """Metric histories with ties, slow drifts and NaN, in eighths: exact in the callbacks' float32 too."""
    eighths = draw(st.lists(st.integers(-12, 12), max_size=25))
    if eighths and draw(st.booleans()):
        eighths = list(np.cumsum(eighths) % 40)
    history = [float(e) / 8 for e in eighths]
    if history and draw(st.integers(0, 4)) == 0:
        history[draw(st.integers(0, len(history) - 1))] = float("nan")
    return history


eighths = st.sampled_from([0.0, 0.125, 0.25])
modes = st.sampled_from(["min", "max"])
