"""Measures by 1 minus the largest probability.

marks: 28
fails:
  - test-predictive-entropy-values
  - test-predictive-entropy-zeros
feedback:
  - minus the sum of p ln p
"""


# %% predictive-entropy
def predictive_entropy(p):
    return 1 - p.max(axis=1)
