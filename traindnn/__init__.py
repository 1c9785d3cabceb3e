"""The companion package of *Training Deep Neural Networks*: every equation and every remedy of the book.

Numerics, one function for each equation:

==================  ==================================================================================
`schedules`         learning rate schedules, steps and epochs
`optimizers`        the steps of momentum, AdaGrad, RMSProp, Adam and their kin
`activations`       activation functions, their derivatives and largest slopes
`initializers`      Glorot, He and LeCun
`backprop`          forward and backward pass, gradients, their growth and their check
`normalization`     batch normalization: training, backward, inference, folding
`clipping`          gradient clipping by value, by norm, by global norm
`calibration`       reliability, calibration error, log-likelihood
`regularization`    dropout, Monte Carlo averages, early stopping, weight penalties
`claims`            mean and spread over the seeds, and the verdict on a claim
`freezing`          transfer learning: the masked step, the role of each layer
`expect`            checks of arguments, for all modules
`arrays`            the names of types that annotations use
`palette`           the colours of the figures, for `plots` and `interactive`
==================  ==================================================================================

Data, experiments and figures:

==================  ==================================================================================
`data`              Fashion-MNIST and CIFAR-10, and sets that stand in for them
`lab`               networks in Keras: models, training, layers, callbacks, transfer
`plots`             figures in Matplotlib
`interactive`       figures that a reader can play with, in Altair
`explorers`         those figures, one module a topic
`selfcheck`         questions that answer at once
==================  ==================================================================================

Who may import whom: the numerics import NumPy, SciPy and each other; `data` imports NumPy; `lab` imports
Keras, the numerics and `data`; `plots`, `interactive` and `selfcheck` are leaves: they import the
numerics and their plotting library, and only the book imports them. This file imports nothing, so
``import traindnn`` costs nothing.
"""

__version__ = "0.1.0"
