"""Gives the mean entropy of the mini-batch, once for each row.

marks: 28
fails:
  - test-predictive-entropy-values
  - test-predictive-entropy-zeros
feedback:
  - minus the sum of p ln p
"""


# %% predictive-entropy
def predictive_entropy(p):
    return np.full(len(p), -np.mean(np.sum(p * np.log(np.where(p > 0, p, 1)), axis=1)))
