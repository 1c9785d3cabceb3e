"""The ratio as a NumPy array without axes, from concatenated squares.

marks: 20
fails: []
feedback: []
"""


# %% grad-ratio
def grad_ratio(x, Y, Ws, bs, f, df):
    s = sensitivities(x, Y, Ws, bs, f, df)
    rms = np.array([np.sqrt((layer * layer).mean()) for layer in s])
    return np.asarray(rms[0] / rms[-1])
