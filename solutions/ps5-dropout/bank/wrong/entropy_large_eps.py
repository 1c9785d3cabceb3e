"""Adds 0.01 inside the logarithm.

marks: 28
fails:
  - test-predictive-entropy-values
  - test-predictive-entropy-zeros
feedback:
  - minus the sum of p ln p
"""


# %% predictive-entropy
def predictive_entropy(p):
    return -np.sum(p * np.log(p + 0.01), axis=1)
