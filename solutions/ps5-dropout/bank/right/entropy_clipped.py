"""Clips the probabilities for the logarithm.

marks: 30
fails: []
feedback: []
"""


# %% predictive-entropy
def predictive_entropy(p):
    return np.sum(-p * np.log(np.clip(p, 1e-7, 1)), axis=1)
