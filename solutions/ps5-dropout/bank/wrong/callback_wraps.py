"""Hands the work to Keras's own callback.

marks: 26
fails:
  - test-my-early-stopping-monitor
  - test-my-early-stopping-patience
  - test-my-early-stopping-restore
  - test-my-early-stopping-again
feedback:
  - must do without
"""


# %% my-early-stopping
class MyEarlyStopping(keras.callbacks.Callback):
    def __init__(self, monitor="val_loss", patience=0, restore=True):
        super().__init__()
        self.inner = keras.callbacks.EarlyStopping(
            monitor, mode="min", patience=patience, restore_best_weights=restore
        )

    def on_train_begin(self, logs=None):
        self.inner.set_model(self.model)
        self.inner.on_train_begin(logs)

    def on_epoch_end(self, epoch, logs=None):
        self.inner.on_epoch_end(epoch, logs)

    def on_train_end(self, logs=None):
        self.inner.on_train_end(logs)
