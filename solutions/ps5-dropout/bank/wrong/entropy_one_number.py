"""Sums over everything.

marks: 28
fails:
  - test-predictive-entropy-values
  - test-predictive-entropy-zeros
feedback:
  - one number for each row
"""


# %% predictive-entropy
def predictive_entropy(p):
    return -np.sum(p * np.log(np.where(p > 0, p, 1)))
