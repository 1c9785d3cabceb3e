"""Objects that can be called, and partial functions, in place of functions.

marks: 20
fails: []
feedback: []
"""

# %% power-lr
import functools


class Power:
    def __call__(self, t, lr0, s, c=1.0):
        return lr0 * (s / (s + np.asarray(t))) ** c


power_lr = Power()


# %% exponential-lr
def _decayed(t, lr0, s, rate, base):
    return lr0 * base ** (t / s * math.log(rate, base))


exponential_lr = functools.partial(_decayed, rate=0.1, base=2.0)
exponential_lr = lambda t, lr0, s, rate=0.1, do=exponential_lr: do(t, lr0, s, rate=rate)  # noqa: E731


# %% total-steps
total_steps = lambda n_samples, batch_size, epochs: len(range(0, n_samples, batch_size)) * epochs  # noqa: E731
