"""Sums by einsum, with a masked logarithm.

marks: 30
fails: []
feedback: []
"""


# %% predictive-entropy
def predictive_entropy(p):
    logs = np.log(p, out=np.zeros_like(p), where=p > 0)
    return -np.einsum("ij,ij->i", p, logs)
