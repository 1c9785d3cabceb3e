"""Takes the largest class alone.

marks: 29
fails:
  - test-predictive-entropy-values
feedback:
  - sum of p ln p
"""


# %% predictive-entropy
def predictive_entropy(p):
    top = p.max(axis=1)
    return -top * np.log(top)
