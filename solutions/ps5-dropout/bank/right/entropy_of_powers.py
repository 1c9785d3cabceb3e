"""Takes the logarithm of p to the power p, where 0 to the power 0 is 1; an object without a name.

marks: 30
fails: []
feedback: []
"""


# %% predictive-entropy
class Entropy:
    def __call__(self, p):
        return -np.log(np.power(p, p, dtype=float)).sum(axis=1)


predictive_entropy = Entropy()
