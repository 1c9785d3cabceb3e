"""Forgets to set the counter back when fit begins.

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
        self.wait = 0

    def on_train_begin(self, logs=None):
        self.best, self.best_weights = None, None

    def on_epoch_end(self, epoch, logs=None):
        value = logs[self.monitor]
        if self.best is None or value < self.best:
            self.wait = self.wait if self.best is None else 0
            self.best, self.best_weights = value, self.model.get_weights()
            return
        self.wait += 1
        if self.wait >= self.patience:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.restore and self.best_weights is not None:
            self.model.set_weights(self.best_weights)
