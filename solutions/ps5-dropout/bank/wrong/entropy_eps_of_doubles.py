"""Adds a number that is 0 in single precision.

marks: 29
fails:
  - test-predictive-entropy-zeros
feedback:
  - NaN or infinite
"""


# %% predictive-entropy
def predictive_entropy(p):
    return -np.sum(p * np.log(p + p.dtype.type(1e-300)), axis=1)
