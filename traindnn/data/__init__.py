"""Images for the book: Fashion-MNIST, and CIFAR-10 or a stand-in that draws itself.

>>> from traindnn import data
>>> fashion = data.load("fashion_mnist", train=2000, validation=500, test=500, seed=0).scaled()
>>> fashion.source.describe()  # doctest: +SKIP
'Fashion-MNIST, the published set (checksum verified), from a local file.'

The first source that has the images is used, and the record says which:

1. ``folder``: ``<name>.npz`` in the folder that ``TRAINDNN_DATA`` names;
2. ``keras``: Keras's own cache;
3. ``package``: the images of Fashion-MNIST that come with this package, enough for the quick profile, and the
   same ones that a subset of the whole set would hold;
4. ``keras`` again: its download (``TRAINDNN_DOWNLOAD=0`` forbids it);
5. ``stand-in``, for CIFAR-10, which may not be shipped: images that this package draws, the same on every
   machine, kept in ``TRAINDNN_CACHE`` (``TRAINDNN_STAND_IN=0`` forbids it: a site that is published shows
   nothing that was measured on drawings).

| module | what it holds | imports |
|---|---|---|
| `catalog` | names, shapes, classes and published checksums of the two sets | |
| `checks` | `DataError`, and the checks that every source passes through | `catalog` |
| `dataset` | the records `Source` and `Dataset`: split, subset, scaling | `catalog` |
| `labels` | wrong labels on purpose | `dataset` |
| `choice` | some of the classes, a few of the training images | `dataset` |
| `package_images` | the images of Fashion-MNIST that come with the package | `dataset`, `folder` |
| `folder`, `keras_cache` | one reader for each kind of real source | `checks` |
| `download` | Keras's download, quiet and with time limits | `keras_cache` |
| `randomness`, `shapes` | numbers from a counter, signed-distance shapes | |
| `cifar_colours`, `cifar_scenes` | the scenes | `shapes` |
| `cifar_four_legged`, `cifar_bird_frog`, `cifar_vehicles` | what is in them | the scenes, `shapes` |
| `stand_in_cifar` | the drawer | all of these |
| `disk_cache` | arrays kept on disk from one run to the next | |
| `stand_in` | any images of a stand-in set, cached on disk | the drawer, `disk_cache` |
| `sources` | the order of the sources; `load` and `fingerprint` | all of these |
"""

from traindnn.data.checks import DataError
from traindnn.data.choice import few, only
from traindnn.data.dataset import Dataset, Source
from traindnn.data.labels import mislabelled
from traindnn.data.sources import fingerprint, load

__all__ = ["DataError", "Dataset", "Source", "few", "fingerprint", "load", "mislabelled", "only"]
