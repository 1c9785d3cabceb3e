"""Goes through rows and classes in Python.

marks: 30
fails: []
feedback: []
"""


# %% predictive-entropy
def predictive_entropy(p):
    return [sum(-float(q) * math.log(q) for q in row if q > 0) for row in p]


import math  # noqa: E402
