"""Keeps the best weights in a file.

marks: 30
fails: []
feedback: []
"""

# %% my-early-stopping
import tempfile


class MyEarlyStopping(keras.callbacks.Callback):
    def __init__(self, monitor="val_loss", patience=0, restore=True):
        super().__init__()
        self.monitor, self.patience, self.restore = monitor, patience, restore

    def on_train_begin(self, logs=None):
        self.folder = tempfile.TemporaryDirectory()
        self.file = f"{self.folder.name}/best.weights.h5"
        self.history = []

    def on_epoch_end(self, epoch, logs=None):
        self.history.append(logs[self.monitor])
        best = np.nanargmin(self.history)
        if best == len(self.history) - 1:
            self.model.save_weights(self.file)
        elif len(self.history) - 1 - best >= self.patience:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.restore:
            self.model.load_weights(self.file)
