"""Prints the entropies and returns nothing.

marks: 28
fails:
  - test-predictive-entropy-values
  - test-predictive-entropy-zeros
feedback:
  - predictive_entropy gives nothing back
"""


# %% predictive-entropy
def predictive_entropy(p):
    print(-np.sum(p * np.log(np.where(p > 0, p, 1)), axis=1))
