"""Counts its own calls and does not look at the step.

marks: 18
fails:
  - test-power-decay-values
  - test-power-decay-fit
feedback:
  - step
"""


# %% power-decay
class PowerDecay(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, lr0, s, c=1.0):
        self.lr0, self.s, self.c = lr0, s, c
        self.calls = 0

    def __call__(self, step):
        t = self.calls
        self.calls += 1
        return self.lr0 / (1 + t / self.s) ** self.c

    def get_config(self):
        return {"lr0": self.lr0, "s": self.s, "c": self.c}
