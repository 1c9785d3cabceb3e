"""Looks at the first entry of the logs.

marks: 29
fails:
  - test-my-early-stopping-monitor
feedback:
  - called `monitor`
"""


# %% my-early-stopping
class MyEarlyStopping(keras.callbacks.Callback):
    def __init__(self, monitor="val_loss", patience=0, restore=True):
        super().__init__()
        self.monitor, self.patience, self.restore = monitor, patience, restore

    def on_train_begin(self, logs=None):
        self.best, self.best_weights, self.wait = None, None, 0

    def on_epoch_end(self, epoch, logs=None):
        value = next(iter(logs.values()))
        if self.best is None or value < self.best:
            self.best, self.best_weights, self.wait = value, self.model.get_weights(), 0
            return
        self.wait += 1
        if self.wait >= self.patience:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.restore and self.best_weights is not None:
            self.model.set_weights(self.best_weights)
