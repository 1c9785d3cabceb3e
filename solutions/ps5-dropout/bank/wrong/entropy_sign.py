"""Forgets the minus.

marks: 29
fails:
  - test-predictive-entropy-values
feedback:
  - minus the sum
"""


# %% predictive-entropy
def predictive_entropy(p):
    return np.sum(p * np.log(np.where(p > 0, p, 1)), axis=1)
