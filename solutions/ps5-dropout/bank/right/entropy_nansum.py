"""Leaves the NaN of 0 · ln 0 out of the sum.

marks: 30
fails: []
feedback: []
"""


# %% predictive-entropy
def predictive_entropy(p):
    return -np.nansum(p * np.log(p), axis=1)
