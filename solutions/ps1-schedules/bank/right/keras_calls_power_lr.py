"""The Keras schedule hands its work to the function of task 1.

marks: 20
fails: []
feedback: []
"""


# %% power-decay
class PowerDecay(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, lr0, s, c=1.0):
        self.settings = {"lr0": lr0, "s": s, "c": c}

    def __call__(self, step):
        return power_lr(keras.ops.cast(step, "float32"), **self.settings)

    def get_config(self):
        return self.settings
