"""Leaves out probabilities below 0.01.

marks: 28
fails:
  - test-predictive-entropy-values
  - test-predictive-entropy-zeros
feedback:
  - small probability
"""


# %% predictive-entropy
def predictive_entropy(p):
    return -np.sum(p * np.log(np.where(p > 0.01, p, 1)), axis=1)
