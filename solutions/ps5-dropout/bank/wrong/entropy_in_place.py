"""Clips p in place.

marks: 28
fails:
  - test-predictive-entropy-values
  - test-predictive-entropy-zeros
feedback:
  - changes its argument
"""


# %% predictive-entropy
def predictive_entropy(p):
    np.clip(p, 1e-12, 0.8, out=p) if p.max() > 0.8 else p
    return -np.sum(p * np.log(p), axis=1)
