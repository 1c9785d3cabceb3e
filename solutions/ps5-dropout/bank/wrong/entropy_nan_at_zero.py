"""Gives NaN where a probability is 0.

marks: 29
fails:
  - test-predictive-entropy-zeros
feedback:
  - NaN or infinite
"""


# %% predictive-entropy
def predictive_entropy(p):
    return -np.sum(p * np.log(p), axis=1)
