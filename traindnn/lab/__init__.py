"""The lab: live training with Keras 3, on whichever backend Keras has (TensorFlow, JAX or PyTorch).

==============  =====================================================================
Module          What it holds
==============  =====================================================================
`profile`       how much to train: the quick and the full profile
`models`        the lecture's network and the few others that the chapters train
`training`      `fit` and `fit_seeds`: one call, one frozen record of the run
`runs`          the records: `Run` of one seed, `Runs` of several
`run_log`       notes every run in a file, for the record of the book
`search`        the best setting of an arm, found on the validation part
`schedules`     Keras counterparts of the learning rate schedules that Keras lacks
`gradients`     gradient norms of every step, before clipping
`range_test`    the learning rate range test
`layers`        Monte Carlo dropout; grey images in three channels
`transfer`      reuse, freeze, unfreeze, two-stage training
`reuse`         one compiled model for several seeds
`stages`        the same many times over, cheaply: transfer compared over images, seeds and layers
`pretrained`    a network that is trained once and whose weights are kept
`imagenet`      MobileNetV2 with ImageNet weights as a base, where the weights are at hand
`settings`      what a run may be asked for
`batches`       mini-batches in an order that is new in every epoch
`reproduction`  the lecture's own experiments, run again
`code_digest`   checksum of the code behind a module
`keras_private` all that the lab takes from Keras beyond its documentation
`callbacks`     callbacks that follow a script; the weights of every epoch
`progress`      how far it has got: a bar in a terminal, one quiet line in a notebook
`device`        what the numbers were computed on
`types`         names for what the functions take and give
==============  =====================================================================

May import: Keras, NumPy, rich, `traindnn`'s numerics and `traindnn.data`.

Import the lab before Keras: it starts Keras without the log lines of TensorFlow's C++ core.
"""

from traindnn.lab import _start  # noqa: F401  (starts Keras, quietly)
