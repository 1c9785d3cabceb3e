"""The formula for two classes, of the first column.

marks: 28
fails:
  - test-predictive-entropy-values
  - test-predictive-entropy-zeros
feedback:
  - sum of p ln p
"""


# %% predictive-entropy
def predictive_entropy(p):
    q = np.clip(p[:, 0], 1e-12, 1 - 1e-12)
    return -q * np.log(q) - (1 - q) * np.log(1 - q)
