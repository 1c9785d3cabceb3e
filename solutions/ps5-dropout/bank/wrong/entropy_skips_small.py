"""Leaves out probabilities below 0.01.

marks: 29
fails:
  - test-predictive-entropy-values
feedback:
  - small probability
"""


# %% predictive-entropy
def predictive_entropy(p):
    return -np.sum(p * np.log(np.where(p > 0.01, p, 1)), axis=1)
