"""Takes the largest class alone.

marks: 28
fails:
  - test-predictive-entropy-values
  - test-predictive-entropy-zeros
feedback:
  - over its classes
"""


# %% predictive-entropy
def predictive_entropy(p):
    top = p.max(axis=1)
    return -top * np.log(top)
