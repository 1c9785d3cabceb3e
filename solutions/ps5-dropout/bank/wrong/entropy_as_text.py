"""Gives rounded texts back.

marks: 28
fails:
  - test-predictive-entropy-values
  - test-predictive-entropy-zeros
feedback:
  - must return an array of numbers
"""


# %% predictive-entropy
def predictive_entropy(p):
    return [f"{h:.4f}" for h in -np.sum(p * np.log(np.where(p > 0, p, 1)), axis=1)]
