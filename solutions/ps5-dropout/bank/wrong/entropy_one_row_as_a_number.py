"""Gives a number, not a vector, for a single row.

marks: 29
fails:
  - test-predictive-entropy-values
feedback:
  - one number for each row
"""


# %% predictive-entropy
def predictive_entropy(p):
    return np.squeeze(-np.sum(p * np.log(np.where(p > 0, p, 1)), axis=1))
