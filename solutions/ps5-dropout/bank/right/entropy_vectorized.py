"""A function of one row, vectorized by NumPy.

marks: 30
fails: []
feedback: []
"""

# %% predictive-entropy
predictive_entropy = np.vectorize(
    lambda row: -sum(q * np.log(q) for q in row[row > 0]), otypes=[float], signature="(k)->()"
)
