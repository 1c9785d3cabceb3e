"""Nothing is ever decayed: every schedule keeps lr0.

marks: 5
fails:
  - test-power-lr-values
  - test-power-lr-power
  - test-power-lr-arrays
  - test-exponential-lr-values
  - test-exponential-lr-rate
  - test-exponential-lr-arrays
  - test-cell-24-repair
  - test-plateau-patience
  - test-plateau-min-delta
  - test-plateau-cooldown
  - test-plateau-min-lr
  - test-plateau-history
  - test-power-decay-values
  - test-power-decay-fit
  - test-power-decay-config
feedback:
  - half of lr0
  - a tenth of lr0
  - last update of the run
  - no gain
  - must still fall
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    return lr0 + 0.0 * t


# %% exponential-lr
def exponential_lr(t, lr0, s, rate=0.1):
    return lr0 + 0.0 * t


# %% cell-24-repair
def repaired_lr(t, n_samples, batch_size, epochs, lr0=0.01, rate=0.1):
    return lr0


# %% plateau
class Plateau:
    def __init__(self, lr, factor=0.1, patience=10, min_delta=1e-4, cooldown=0, min_lr=0.0):
        self.lr = lr

    def step(self, val_loss):
        return self.lr


# %% power-decay
class PowerDecay(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, lr0, s, c=1.0):
        self.lr0, self.s, self.c = lr0, s, c

    def __call__(self, step):
        return self.lr0

    def get_config(self):
        return {"lr0": self.lr0, "s": self.s, "c": self.c}
