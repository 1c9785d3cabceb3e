"""Start Keras and its backend without a line on stderr.

TensorFlow's C++ core writes to file descriptor 2, below Python and partly before it has read its own log
level. So the descriptor points elsewhere while Keras is imported and the devices are found. Warnings and
errors that come from Python are not touched, nor is any device hidden.
"""

import contextlib
import importlib.util
import os
import re
import sys
import tempfile
from collections.abc import Iterator

LOG_LINE = re.compile(
    rb"^(WARNING: All log messages before absl::InitializeLog|[IWE]\d{4} \d\d:|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
    rb"|To enable the following instructions)"
)


@contextlib.contextmanager
def without_log_lines() -> Iterator[None]:
    """Hold back what is written to file descriptor 2, then pass on all but the log lines of TensorFlow."""
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(kept, 2)
            os.close(kept)
            held.seek(0)
            for line in held:
                if not LOG_LINE.match(line):
                    os.write(2, line)


os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # for the lines that come later, with the first steps
with without_log_lines():
    import keras

    if importlib.util.find_spec("tensorflow"):  # also with another backend: Keras's input pipeline imports it
        import tensorflow

        tensorflow.get_logger().setLevel("ERROR")  # else training many models warns of "retracing"

    keras.ops.convert_to_numpy(keras.ops.zeros(1) + 1.0)  # the first operation starts the device
