"""Keeps and restores the weights that are trained, and no moving statistics.

marks: 29
fails:
  - test-my-early-stopping-restore
feedback:
  - not all of one epoch
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
        if self.best is None or value < self.best:
            self.best, self.best_weights, self.wait = (
                value,
                [w.numpy() for w in self.model.trainable_weights],
                0,
            )
            return
        self.wait += 1
        if self.wait >= self.patience:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.restore and self.best_weights is not None:
            for w, best in zip(self.model.trainable_weights, self.best_weights, strict=True):
                w.assign(best)
