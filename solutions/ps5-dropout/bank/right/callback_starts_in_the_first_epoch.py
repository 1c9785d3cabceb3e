"""Starts anew when an epoch is number 0, and keeps an infinite best value.

marks: 30
fails: []
feedback: []
"""


# %% my-early-stopping
class MyEarlyStopping(keras.callbacks.Callback):
    def __init__(self, monitor="val_loss", patience=0, restore=True):
        super().__init__()
        self.monitor, self.patience, self.restore = monitor, patience, restore

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 0:
            self.best, self.best_epoch = float("inf"), 0
            self.best_weights = self.model.get_weights()

    def on_epoch_end(self, epoch, logs=None):
        value = (logs or {}).get(self.monitor)
        if value < self.best:
            self.best, self.best_epoch = value, epoch
            self.best_weights = [keras.ops.convert_to_numpy(w).copy() for w in self.model.weights]
        elif epoch - self.best_epoch >= self.patience:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.restore:
            for variable, value in zip(self.model.weights, self.best_weights, strict=True):
                variable.assign(value)
