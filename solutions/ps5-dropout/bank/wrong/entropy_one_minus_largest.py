"""Measures by 1 minus the largest probability.

marks: 29
fails:
  - test-predictive-entropy-values
feedback:
  - sum of p ln p
"""


# %% predictive-entropy
def predictive_entropy(p):
    return 1 - p.max(axis=1)
