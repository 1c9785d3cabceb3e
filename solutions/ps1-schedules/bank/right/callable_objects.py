"""An object that can be called, a bound method and a lambda in place of functions.

marks: 20
fails: []
feedback: []
"""


# %% power-lr
class Power:
    def __call__(self, t, lr0, s, c=1.0):
        return lr0 * (s / (s + np.asarray(t))) ** c


power_lr = Power()


# %% exponential-lr
class _Decay:
    def at(self, t, lr0, s, rate=0.1):
        return lr0 * np.float_power(rate, np.divide(t, s))


exponential_lr = _Decay().at


# %% total-steps
total_steps = lambda n_samples, batch_size, epochs: len(range(0, n_samples, batch_size)) * epochs  # noqa: E731
