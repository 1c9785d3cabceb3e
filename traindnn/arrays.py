"""Names for what the numerics take and give: an annotation says the kind of number, a docstring the shape.

``ArrayLike`` is NumPy's own name for whatever can be made an array: a number, a list, an array.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Array", "ArrayLike", "Arrays", "Function", "Integers", "NumberOrArray"]

Array = NDArray[np.floating]
"""Floats, in the shape that the docstring gives."""
Arrays = Sequence[Array]
"""One array for each layer, or for each variable."""
Integers = NDArray[np.integer]
"""Whole numbers: labels, counts, positions."""
NumberOrArray = float | np.floating | Array
"""What a formula makes of a number or of an array: the same kind again."""
Function = Callable[[Array], Array]
"""A function that works entry by entry, such as an activation or its derivative."""
