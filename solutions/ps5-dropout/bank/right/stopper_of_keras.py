"""Asks the callback of Keras, with a model that only has weights.

marks: 30
fails: []
feedback: []
"""


# %% early-stopper
class EarlyStopper:
    def __init__(self, patience=0, min_delta=0.0, mode="min", start_from_epoch=0):
        import keras

        self.stop_training, self.now = False, []
        self.watch = keras.callbacks.EarlyStopping(
            "value",
            min_delta,
            patience,
            mode=mode,
            restore_best_weights=True,
            start_from_epoch=start_from_epoch,
        )
        self.watch.set_model(self)
        self.watch.on_train_begin()

    def get_weights(self):
        return [w.copy() for w in self.now]

    def update(self, epoch, value, weights):
        self.now, self.stop_training = weights, False
        self.watch.on_epoch_end(epoch, {"value": value})
        return self.stop_training

    best = property(lambda self: self.watch.best)
    best_epoch = property(lambda self: self.watch.best_epoch)
    best_weights = property(lambda self: self.watch.best_weights)
