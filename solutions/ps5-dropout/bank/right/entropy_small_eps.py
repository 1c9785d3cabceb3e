"""Adds a tiny number inside the logarithm.

marks: 30
fails: []
feedback: []
"""


# %% predictive-entropy
def predictive_entropy(p):
    return -np.sum(p * np.log(p + 1e-12), axis=-1)
