"""The Keras schedule without any cast: plain arithmetic on the variable, negative power.

marks: 20
fails: []
feedback: []
"""


# %% power-decay
@keras.saving.register_keras_serializable(package="ps1")
class PowerDecay(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, lr0, s, c=1.0, name="PowerDecay"):
        self.lr0, self.s, self.c, self.name = lr0, s, c, name

    def __call__(self, step):
        return self.lr0 * (1 + step / self.s) ** -self.c

    def get_config(self):
        return {"lr0": self.lr0, "s": self.s, "c": self.c, "name": self.name}
