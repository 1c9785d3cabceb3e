"""Every function gives back its first argument.

marks: 0
fails:
  - test-power-lr-values
  - test-power-lr-power
  - test-power-lr-arrays
  - test-exponential-lr-values
  - test-exponential-lr-rate
  - test-exponential-lr-arrays
  - test-piecewise-lr-values
  - test-piecewise-lr-boundaries
  - test-total-steps-even
  - test-total-steps-remainder
  - test-cell-24-find
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
  - t = 0
  - mini-batch
  - first value holds
  - equation (1)
  - cut
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    return t


# %% exponential-lr
def exponential_lr(t, lr0, s, rate=0.1):
    return t


# %% piecewise-lr
def piecewise_lr(t, boundaries, values):
    return t


# %% total-steps
def total_steps(n_samples, batch_size, epochs):
    return n_samples


# %% cell-24-find
def epochs_per_drop(s, n_samples, batch_size):
    return s


# %% cell-24-repair
def repaired_lr(t, n_samples, batch_size, epochs, lr0=0.01, rate=0.1):
    return t


# %% plateau
class Plateau:
    def __init__(self, lr, factor=0.1, patience=10, min_delta=1e-4, cooldown=0, min_lr=0.0):
        self.lr = lr

    def step(self, val_loss):
        return val_loss


# %% power-decay
class PowerDecay(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, lr0, s, c=1.0):
        self.config = {"lr0": lr0, "s": s, "c": c}

    def __call__(self, step):
        return keras.ops.cast(step, "float32")

    def get_config(self):
        return self.config
