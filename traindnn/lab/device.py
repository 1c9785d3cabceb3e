"""What the numbers were computed on. Whatever device the backend finds is used; none is hidden."""

import functools
import os

import keras


def backend() -> str:
    """Name and version of Keras's backend, such as "tensorflow 2.21.0"."""
    name = keras.backend.backend()
    return f"{name} {__import__(name).__version__}"


def is_accelerated() -> bool:
    """Whether there is a GPU, or a TPU, that the backend computes on."""
    return accelerator() is not None


def describe() -> str:
    """The device that Keras computes on, such as "CPU (2 cores)" or "NVIDIA H200"."""
    return accelerator() or f"CPU ({os.cpu_count()} cores)"


@functools.cache
def accelerator() -> str | None:
    """Name of the GPU or TPU that the backend computes on, or None."""
    return {"tensorflow": _tensorflow, "jax": _jax, "torch": _torch}[keras.backend.backend()]()


def _tensorflow() -> str | None:
    import tensorflow as tf

    gpus = tf.config.list_physical_devices("GPU")
    return tf.config.experimental.get_device_details(gpus[0]).get("device_name", "GPU") if gpus else None


def _jax() -> str | None:
    import jax

    first = jax.devices()[0]
    return None if first.platform == "cpu" else first.device_kind


def _torch() -> str | None:
    import torch

    return torch.cuda.get_device_name() if torch.cuda.is_available() else None
