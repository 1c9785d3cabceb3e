"""Takes large values for good.

marks: 27
fails:
  - test-my-early-stopping-monitor
  - test-my-early-stopping-patience
  - test-my-early-stopping-restore
feedback:
  - Small values are good
"""


# %% my-early-stopping
class MyEarlyStopping(keras.callbacks.Callback):
    def __init__(self, monitor="val_loss", patience=0, restore=True):
        super().__init__()
        self.monitor, self.patience, self.restore = monitor, patience, restore

    def on_train_begin(self, logs=None):
        self.best, self.best_weights, self.wait = None, None, 0

    def on_epoch_end(self, epoch, logs=None):
        value = logs[self.monitor]
        if self.best is None or value > self.best:
            self.best, self.best_weights, self.wait = value, self.model.get_weights(), 0
            return
        self.wait += 1
        if self.wait >= self.patience:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.restore and self.best_weights is not None:
            self.model.set_weights(self.best_weights)
