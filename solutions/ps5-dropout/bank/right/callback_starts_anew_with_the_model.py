"""Starts anew when Keras hands over the model, and keeps the weights by their paths.

marks: 30
fails: []
feedback: []
"""


# %% my-early-stopping
class MyEarlyStopping(keras.callbacks.Callback):
    def __init__(self, monitor="val_loss", patience=0, restore=True):
        super().__init__()
        self.settings = monitor, patience, restore

    def set_model(self, model):
        super().set_model(model)
        self.values, self.best_weights = [], {}

    def on_epoch_end(self, epoch, logs=None):
        monitor, patience, _ = self.settings
        self.values.append(float("inf") if logs[monitor] != logs[monitor] else logs[monitor])
        since = len(self.values) - 1 - int(np.argmin(self.values))
        if since == 0:
            self.best_weights = {w.path: keras.ops.copy(w.value) for w in self.model.weights}
        elif since >= patience:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.settings[2]:
            for w in self.model.weights:
                w.assign(self.best_weights[w.path])
