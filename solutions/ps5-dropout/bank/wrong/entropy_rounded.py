"""Rounds to two digits.

marks: 29
fails:
  - test-predictive-entropy-values
feedback:
  - sum of p ln p
"""


# %% predictive-entropy
def predictive_entropy(p):
    return np.round(-np.sum(p * np.log(np.where(p > 0, p, 1)), axis=1), 2)
