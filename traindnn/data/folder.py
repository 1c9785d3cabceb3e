"""Read a set from an .npz file in Keras's layout."""

import zipfile
import zlib
from pathlib import Path

import numpy as np

from traindnn.data.catalog import Spec
from traindnn.data.checks import KEYS, checked, mismatch

ADVICE = (
    "Replace the file by one with the arrays x_train, y_train, x_test, y_test of the whole set, "
    "or unset TRAINDNN_DATA to use another source."
)


def read_npz(path: Path, spec: Spec) -> dict[str, np.ndarray]:
    """Read and check ``<name>.npz``.

    Args:
        path: the file.
        spec: the set it should hold.

    Returns:
        The four arrays: images uint8 ``(n, *spec.image_shape)``, labels int64 ``(n,)``.

    Raises:
        DataError: if the file is not a complete .npz, lacks an array, or one is wrong.
    """
    expected = f"an .npz file with the arrays {', '.join(KEYS)}"
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(name.removesuffix(".npy") for name in archive.namelist())
        missing = [key for key in KEYS if key not in names]
        if missing:
            raise mismatch(path, expected, f"arrays={names}, without {', '.join(missing)}", ADVICE)
        with np.load(path, allow_pickle=False) as archive:
            arrays = {key: archive[key] for key in KEYS}
    except zipfile.BadZipFile as error:
        size = path.stat().st_size
        found = f"a file of {size} bytes that is cut off or no .npz ({error})"
        raise mismatch(path, expected, found, ADVICE) from None
    except (OSError, EOFError, zlib.error) as error:
        raise mismatch(path, expected, f"a file that cannot be read ({error})", ADVICE) from None
    except ValueError as error:
        # NumPy refuses arrays of Python objects, and headers that make no sense.
        if type(error) is not ValueError:
            raise
        raise mismatch(path, expected, f"an array that cannot be read ({error})", ADVICE) from None
    return checked(arrays, spec, path, ADVICE)
