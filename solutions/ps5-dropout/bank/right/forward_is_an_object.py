"""Both functions are objects that can be called; the cache is the state of the generator, from which the mask is drawn again.

marks: 30
fails: []
feedback: []
"""

# %% dropout-forward
import copy


class Drop:
    def __call__(self, x, rate, training, rng):
        if not training:
            return x, None
        before = copy.deepcopy(rng)
        return self.masked(x, rate, rng), (before, rate)

    @staticmethod
    def masked(x, rate, rng):
        kept = rng.random(x.shape) >= rate
        return np.where(kept, x / max(1 - rate, 1e-9), 0).astype(x.dtype)


dropout_forward = Drop()


# %% dropout-backward
class Back:
    def __call__(self, dout, cache):
        if cache is None:
            return dout
        before, rate = cache
        return Drop.masked(dout, rate, copy.deepcopy(before))


dropout_backward = Back()
