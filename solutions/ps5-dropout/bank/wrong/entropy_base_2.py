"""Takes the logarithm to base 2.

marks: 29
fails:
  - test-predictive-entropy-values
feedback:
  - natural logarithm
"""


# %% predictive-entropy
def predictive_entropy(p):
    return -np.sum(p * np.log2(np.where(p > 0, p, 1)), axis=1)
