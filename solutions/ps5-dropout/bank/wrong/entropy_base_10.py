"""Takes the decimal logarithm.

marks: 28
fails:
  - test-predictive-entropy-values
  - test-predictive-entropy-zeros
feedback:
  - natural logarithm
"""


# %% predictive-entropy
def predictive_entropy(p):
    return -np.sum(p * np.log10(np.where(p > 0, p, 1)), axis=1)
