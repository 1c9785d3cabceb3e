"""The Keras schedule through exp and log of Keras operations, with tensors of its own.

marks: 20
fails: []
feedback: []
"""


# %% power-decay
class PowerDecay(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, lr0, s, c=1.0):
        super().__init__()
        self.lr0 = float(lr0)
        self.s = int(s)
        self.c = float(c)

    def __call__(self, step):
        ratio = keras.ops.divide(keras.ops.cast(step, "float32"), self.s)
        return keras.ops.convert_to_tensor(self.lr0) * keras.ops.exp(-self.c * keras.ops.log(1.0 + ratio))

    def get_config(self):
        config = {}
        config.update(lr0=self.lr0, s=self.s, c=self.c)
        return config
