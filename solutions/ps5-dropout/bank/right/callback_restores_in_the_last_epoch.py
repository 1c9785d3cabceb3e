"""Restores at the end of the last epoch, before training is over.

marks: 30
fails: []
feedback: []
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
            self.best, self.best_weights, self.wait = value, self.model.get_weights(), 0
        else:
            self.wait += 1
        if self.wait >= max(self.patience, 1):
            self.model.stop_training = True
        if self.restore and (self.model.stop_training or epoch == self.params["epochs"] - 1):
            self.model.set_weights(self.best_weights)
