"""MobileNetV2 with ImageNet weights as a base for `transfer.reuse`, where the weights are at hand.

Nothing is downloaded here: a book that builds offline must not depend on it. Keras downloads the weights
when ``keras.applications.MobileNetV2(input_shape=(160, 160, 3), include_top=False)`` is first called with a
network connection, and keeps them.
"""

from collections.abc import Sequence

import keras

from traindnn import expect
from traindnn.data.keras_cache import datasets_folder
from traindnn.lab import keras_private
from traindnn.lab.layers import ThreeChannels

SIZE = 160
"""Height and width of the images, in pixels, that the weights are for."""


def has_weights() -> bool:
    """Whether Keras's cache holds the ImageNet weights."""
    return (datasets_folder().parent / keras_private.mobilenet_weights(SIZE)).is_file()


def mobilenet(image_shape: Sequence[int], weights: str | None = "imagenet") -> keras.Sequential:
    """MobileNetV2 below its output, with all that its images need in front of it.

    Args:
        image_shape: (height, width) or (height, width, channels) of one image with values from 0 to 1,
            as by ``Dataset.scaled()``: enlarging and shifting belong to the network.
        weights: "imagenet"; or None for random ones, to try out the code.

    Returns:
        ``keras.Sequential``: channels, size, preprocessing, the network (one layer) and the average over
        places. All of its layers can be reused.

    Raises:
        ValueError: if the images have neither one channel nor three.

    Source: Sandler et al. (2018); chapter "Transfer learning".
    """
    channels = 1 if len(image_shape) == 2 else image_shape[2]
    expect.that(channels in (1, 3), "images with one channel or three", image_shape=image_shape)
    stack = [keras.Input(image_shape)]
    if len(image_shape) == 2:
        stack.append(keras.layers.Reshape((*image_shape, 1), name="add_channel"))
    if channels == 1:
        stack.append(ThreeChannels(name="three_channels"))
    stack += [
        keras.layers.Resizing(SIZE, SIZE, name="enlarge"),
        keras.layers.Rescaling(2, offset=-1, name="preprocess"),  # it was trained on -1 to 1
        keras.applications.MobileNetV2((SIZE, SIZE, 3), include_top=False, weights=weights),
        keras.layers.GlobalAveragePooling2D(name="average"),
    ]
    return keras.Sequential(stack, name="mobilenet")
