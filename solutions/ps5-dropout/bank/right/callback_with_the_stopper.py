"""The callback hands the work to the EarlyStopper of task 4.

marks: 30
fails: []
feedback: []
"""


# %% early-stopper
class EarlyStopper:
    def __init__(self, patience=0, min_delta=0.0, mode="min", start_from_epoch=0):
        self.patience, self.min_delta = patience, min_delta
        self.sign = 1 if mode == "min" else -1
        self.start_from_epoch = start_from_epoch
        self.best, self.best_epoch, self.best_weights = None, None, None
        self.wait = 0

    def update(self, epoch, value, weights):
        if epoch < self.start_from_epoch:
            return False
        if self.best is None or self.sign * (self.best - value) > self.min_delta:
            self.best, self.best_epoch = value, epoch
            self.best_weights = [w.copy() for w in weights]
            self.wait = 0
            return False
        self.wait += 1
        return self.wait >= self.patience


# %% my-early-stopping
class MyEarlyStopping(keras.callbacks.Callback):
    def __init__(self, monitor="val_loss", patience=0, restore=True):
        super().__init__()
        self.monitor, self.patience, self.restore = monitor, patience, restore

    def on_train_begin(self, logs=None):
        self.stopper = EarlyStopper(patience=self.patience)

    def on_epoch_end(self, epoch, logs=None):
        if self.stopper.update(epoch, logs[self.monitor], self.model.get_weights()):
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.restore:
            self.model.set_weights(self.stopper.best_weights)
