"""Inherits from Keras's own callback.

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
class MyEarlyStopping(keras.callbacks.EarlyStopping):
    def __init__(self, monitor="val_loss", patience=0, restore=True):
        super().__init__(monitor, mode="min", patience=patience, restore_best_weights=restore)
