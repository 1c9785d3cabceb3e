"""Forgets the minus.

marks: 28
fails:
  - test-predictive-entropy-values
  - test-predictive-entropy-zeros
feedback:
  - minus the sum
"""


# %% predictive-entropy
def predictive_entropy(p):
    return np.sum(p * np.log(np.where(p > 0, p, 1)), axis=1)
