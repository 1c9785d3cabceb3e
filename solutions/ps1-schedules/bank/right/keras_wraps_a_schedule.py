"""Holds a schedule of Keras, and takes the power of what it gives.

marks: 20
fails: []
feedback: []
"""


# %% power-decay
class PowerDecay(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, lr0, s, c=1.0):
        self.config = dict(lr0=lr0, s=s, c=c)
        self.inner = keras.optimizers.schedules.InverseTimeDecay(lr0 ** (1 / c), s, 1.0)

    def __call__(self, step):
        return keras.ops.power(self.inner(step), self.config["c"])

    def get_config(self):
        return dict(self.config)
