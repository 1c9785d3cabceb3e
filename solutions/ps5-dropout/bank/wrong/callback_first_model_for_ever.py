"""Keeps the model of the first fit, and works on that for ever.

marks: 29
fails:
  - test-my-early-stopping-again
feedback:
  - start anew
"""


# %% my-early-stopping
class MyEarlyStopping(keras.callbacks.Callback):
    def __init__(self, monitor="val_loss", patience=0, restore=True):
        super().__init__()
        self.monitor, self.patience, self.restore = monitor, patience, restore

    def on_train_begin(self, logs=None):
        self.net = getattr(self, "net", self.model)
        self.best, self.best_weights, self.wait = None, None, 0

    def on_epoch_end(self, epoch, logs=None):
        value = logs[self.monitor]
        if self.best is None or value < self.best:
            self.best, self.best_weights, self.wait = value, self.net.get_weights(), 0
            return
        self.wait += 1
        if self.wait >= self.patience:
            self.net.stop_training = True

    def on_train_end(self, logs=None):
        if self.restore and self.best_weights is not None:
            self.net.set_weights(self.best_weights)
