"""Keeps its state in a global dictionary.

marks: 29
fails:
  - test-my-early-stopping-again
feedback:
  - a state of its own
"""

# %% my-early-stopping
state = {}


class MyEarlyStopping(keras.callbacks.Callback):
    def __init__(self, monitor="val_loss", patience=0, restore=True):
        super().__init__()
        self.monitor, self.patience, self.restore = monitor, patience, restore

    def on_train_begin(self, logs=None):
        state.update(best=None, weights=None, wait=0)

    def on_epoch_end(self, epoch, logs=None):
        value = logs[self.monitor]
        if state["best"] is None or value < state["best"]:
            state.update(best=value, weights=self.model.get_weights(), wait=0)
            return
        state["wait"] += 1
        if state["wait"] >= self.patience:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.restore and state["weights"] is not None:
            self.model.set_weights(state["weights"])
