"""Forgets to weight the logarithm by p.

marks: 29
fails:
  - test-predictive-entropy-values
feedback:
  - sum of p ln p
"""


# %% predictive-entropy
def predictive_entropy(p):
    return -np.sum(np.log(np.where(p > 0, p, 1)), axis=1)
