"""Masks the zeros.

marks: 30
fails: []
feedback: []
"""


# %% predictive-entropy
def predictive_entropy(p):
    masked = np.ma.masked_equal(np.array(p, dtype=float), 0)
    return -(masked * np.ma.log(masked)).sum(axis=1).filled(0)
