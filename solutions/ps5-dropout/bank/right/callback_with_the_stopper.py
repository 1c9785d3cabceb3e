"""The callback hands the work to the EarlyStopper of task 4.

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
        self.stopper = EarlyStopper(patience=self.patience)

    def on_epoch_end(self, epoch, logs=None):
        if self.stopper.update(epoch, logs[self.monitor], self.model.get_weights()):
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.restore:
            self.model.set_weights(self.stopper.best_weights)
