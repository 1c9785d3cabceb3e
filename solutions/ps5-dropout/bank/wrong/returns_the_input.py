"""Every function gives back its first argument, and every class does nothing.

marks: 0
fails:
  - test-dropout-forward-inference
  - test-dropout-forward-rate
  - test-dropout-forward-scale
  - test-dropout-forward-masks
  - test-dropout-forward-random
  - test-dropout-forward-limits
  - test-dropout-forward-arguments
  - test-dropout-backward-mask
  - test-dropout-backward-zeros
  - test-dropout-backward-inference
  - test-predictive-entropy-values
  - test-predictive-entropy-zeros
  - test-early-stopper-patience
  - test-early-stopper-best
  - test-early-stopper-gain
  - test-early-stopper-mode
  - test-early-stopper-start
  - test-early-stopper-weights
  - test-my-dropout-training
  - test-my-dropout-inference
  - test-my-dropout-fresh
  - test-mc-dropout-predict
  - test-mc-dropout-training
  - test-mc-predict-mean
  - test-mc-predict-std
  - test-mc-predict-batch-norm
  - test-my-early-stopping-monitor
  - test-my-early-stopping-patience
  - test-my-early-stopping-restore
  - test-my-early-stopping-again
feedback:
  - 2 values
"""


# %% dropout-forward
def dropout_forward(x, rate, training, rng):
    return x


# %% dropout-backward
def dropout_backward(dout, cache):
    return dout


# %% predictive-entropy
def predictive_entropy(p):
    return p


# %% early-stopper
class EarlyStopper:
    def __init__(self, patience=0, min_delta=0.0, mode="min", start_from_epoch=0):
        self.best = self.best_epoch = self.best_weights = None

    def update(self, epoch, value, weights):
        return value


# %% my-dropout
class MyDropout(keras.layers.Layer):
    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)

    def call(self, x, training=None):
        return x


# %% mc-dropout
class MCDropout(keras.layers.Dropout):
    def call(self, inputs, training=None):
        return inputs


# %% mc-predict
def mc_predict(model, x, n_samples):
    return model


# %% my-early-stopping
class MyEarlyStopping(keras.callbacks.Callback):
    def __init__(self, monitor="val_loss", patience=0, restore=True):
        super().__init__()
