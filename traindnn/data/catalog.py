"""The two image sets: what their files hold, and what is published about them."""

from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Spec:
    """What is known about an image set before a file is opened."""

    name: str
    """The name that `load` takes, and of the file ``<name>.npz``."""
    title: str
    """The name that a reader knows."""
    image_shape: tuple[int, ...]
    """Height, width and, for colour, three channels."""
    sizes: dict[str, int]
    """Number of images in the parts ``train`` and ``test``."""
    class_names: tuple[str, ...]
    """A name for each label, in the order of the labels."""
    sha256: str | None
    """`checks.digest` of the published set; None where it is not known."""
    first_labels: tuple[int, ...]
    """The first labels of the published training images: a set in another order is not the published one."""


FASHION_MNIST = Spec(
    name="fashion_mnist",
    title="Fashion-MNIST",
    image_shape=(28, 28),
    sizes={"train": 60_000, "test": 10_000},
    class_names=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    sha256="ca3ab2a37f845e1b8ae23cab1b51749a3011ba3bf1d9016176d75cbaabac376f",
    first_labels=(9, 0, 0, 3, 0, 2, 7, 2, 5, 5),
)

CIFAR10 = Spec(
    name="cifar10",
    title="CIFAR-10",
    image_shape=(32, 32, 3),
    sizes={"train": 50_000, "test": 10_000},
    class_names=(
        "airplane",
        "automobile",
        "bird",
        "cat",
        "deer",
        "dog",
        "frog",
        "horse",
        "ship",
        "truck",
    ),
    sha256=None,
    first_labels=(6, 9, 9, 4, 1, 1, 2, 7, 8, 3),
)

SPECS = {spec.name: spec for spec in (FASHION_MNIST, CIFAR10)}


def spec_of(name: str) -> Spec:
    """Look up an image set by name.

    Args:
        name: ``"fashion_mnist"`` or ``"cifar10"``.

    Returns:
        The set's `Spec`.

    Raises:
        ValueError: if there is no set of that name.
    """
    if name not in SPECS:
        raise ValueError(f"Expected `name` to be {' or '.join(map(repr, SPECS))}. Received: name={name!r}")
    return SPECS[name]
