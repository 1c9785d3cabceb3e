"""The record that `load` returns: split, subset, scaling, and where the images came from."""

from dataclasses import dataclass, replace
from typing import TypeGuard

import numpy as np

from traindnn.data.catalog import Spec


@dataclass(frozen=True)
class Source:
    """Where the images of a `Dataset` came from."""

    title: str
    """The set's name for a reader, as "Fashion-MNIST"."""
    kind: str
    """``"folder"``, ``"keras"``, ``"package"`` or ``"stand-in"``."""
    path: str | None
    """The file or folder that was read; None for the stand-in."""
    sha256: str | None
    """SHA-256 over the arrays of the whole set, or of what the package has of it; None for the stand-in."""
    exact: bool | None
    """True: the published set, bit for bit. False: not. None: no checksum to compare with."""
    version: int | None = None
    """The drawer's version; None for a real set."""

    @property
    def name(self) -> str:
        """What the images are, in the middle of a sentence."""
        return f"the drawn stand-in for {self.title}" if self.kind == "stand-in" else self.title

    def describe(self) -> str:
        """Say in one sentence, for a caption, what was used."""
        if self.kind == "stand-in":
            return (
                f"Stand-in for {self.title}: images drawn by traindnn (version {self.version}), "
                "not the real set; what is measured on them is true of these drawings alone."
            )
        if self.kind == "package":
            return f"{self.title}, published images (checksum verified) that come with traindnn."
        what = {
            True: "the published set (checksum verified)",
            False: "a copy that differs from the published set in its pixels or its order",
            None: "a copy that could not be compared with the published set",
        }[self.exact]
        return f"{self.title}, {what}, from {'Keras' if self.kind == 'keras' else 'a local file'}."


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images and labels in three parts that share no image."""

    name: str
    """``"fashion_mnist"`` or ``"cifar10"``."""
    x_train: np.ndarray
    """Training images, uint8 ``(n, 28, 28)`` or ``(n, 32, 32, 3)`` from 0 to 255, or float32 once scaled."""
    y_train: np.ndarray
    """Training labels, int64 ``(n,)``, from 0 to 9."""
    x_val: np.ndarray
    """Validation images, as `x_train`."""
    y_val: np.ndarray
    """Validation labels, as `y_train`."""
    x_test: np.ndarray
    """Test images, as `x_train`."""
    y_test: np.ndarray
    """Test labels, as `y_train`."""
    class_names: tuple[str, ...]
    """A name for each label."""
    source: Source
    """Where the images came from."""

    def scaled(self) -> "Dataset":
        """Divide the grey levels by 255.

        Returns:
            A `Dataset` with float32 images in [0, 1].

        Raises:
            ValueError: if the images are not uint8 any more.
        """
        expect_grey_levels(self.x_train)
        return self._affine(0, 255)

    def standardized(self, like: "Dataset | None" = None) -> "Dataset":
        """Subtract the training part's mean and divide by its standard deviation.

        Both are one number for grey images and one for each channel of colour images. All three
        parts use the training part's numbers.

        Args:
            like: a `Dataset`, not yet scaled, whose training part gives the two numbers instead: what a
                network was trained on, if the images are for that network.

        Returns:
            A `Dataset` with float32 images; the training part has mean 0 and standard deviation 1, if
            the two numbers are its own.

        Raises:
            ValueError: if the images are not uint8, or all training pixels are alike.
        """
        reference = self if like is None else like
        for images in (self.x_train, reference.x_train):
            expect_grey_levels(images)
        mean, sd = pixel_statistics(reference.x_train)
        if not np.all(sd > 0):
            raise ValueError(f"Expected training images whose pixels vary. Received: standard deviation={sd}")
        return self._affine(mean, sd)

    def _affine(self, shift: np.ndarray | float, scale: np.ndarray | float) -> "Dataset":
        parts = ("x_train", "x_val", "x_test")
        shift, scale = np.asarray(shift, np.float32), np.asarray(scale, np.float32)
        return replace(self, **{p: (getattr(self, p).astype(np.float32) - shift) / scale for p in parts})


def expect_grey_levels(x: np.ndarray) -> None:
    """Refuse images that were scaled before.

    Args:
        x: images.

    Raises:
        ValueError: if they are not uint8.
    """
    if x.dtype != np.uint8:
        raise ValueError(
            f"Expected images as `load` returns them (uint8). Received: dtype={x.dtype}. "
            "Scale or standardize once."
        )


def pixel_statistics(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of grey levels, from exact sums.

    Args:
        x: uint8 ``(n, height, width)`` or ``(n, height, width, channels)``.

    Returns:
        Mean and standard deviation in grey levels, float64: shape ``()`` for grey images,
        ``(channels,)`` for colour.
    """
    channels = x.reshape(-1, 1) if x.ndim == 3 else x.reshape(-1, x.shape[-1])
    # 256 counts hold all there is to know, exactly, in no more memory than the images have.
    counts = np.stack([np.bincount(c, minlength=256) for c in channels.T])
    level = np.arange(256)
    mean = counts @ level / len(channels)
    variance = (counts * (level - mean[:, None]) ** 2).sum(axis=1) / len(channels)
    sd = np.sqrt(variance)
    return (mean[0], sd[0]) if x.ndim == 3 else (mean, sd)


def part_indices(spec: Spec, sizes: dict[str, int | None], seed: int) -> dict[str, np.ndarray]:
    """Choose the images of each part.

    The first 70 % of the training images are the training part, the rest is the validation part
    (the lecture's split). Subsets of one seed are nested: the first 100 of 1,000 are the 100.

    Args:
        spec: the set.
        sizes: number of images for ``train``, ``validation`` and ``test``; None for the whole part,
            in its own order.
        seed: non-negative int; fixes which images are chosen, and their order.

    Returns:
        For each part, positions in the training images (``train``, ``validation``) or in the test
        images (``test``), int64.

    Raises:
        ValueError: if a size is not a whole number from 1 to the size of its part, or the seed is
            not a non-negative whole number.
    """
    if not _is_whole(seed) or seed < 0:
        raise ValueError(f"Expected `seed` to be a whole number, 0 or more. Received: seed={seed!r}")
    n = spec.sizes["train"]
    cut = n * 7 // 10
    parts = {
        "train": np.arange(cut),
        "validation": np.arange(cut, n),
        "test": np.arange(spec.sizes["test"]),
    }
    return {
        part: _subset(part, whole, sizes[part], np.random.default_rng([seed, stream]))
        for stream, (part, whole) in enumerate(parts.items())
    }


def _subset(part: str, whole: np.ndarray, size: int | None, rng: np.random.Generator) -> np.ndarray:
    if size is None:
        return whole
    if not _is_whole(size) or not 1 <= size <= len(whole):
        raise ValueError(
            f"Expected `{part}` to be a whole number from 1 to {len(whole)}, or None for the whole part. "
            f"Received: {part}={size!r}"
        )
    return rng.permutation(whole)[:size]


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)
