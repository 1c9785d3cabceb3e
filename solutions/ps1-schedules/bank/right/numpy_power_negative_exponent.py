"""np.power with a negative exponent, and a power of ten for the exponential.

marks: 20
fails: []
feedback: []
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    return lr0 * np.power(1 + np.divide(t, s), -c)


# %% exponential-lr
def exponential_lr(t, lr0, s, rate=0.1):
    return lr0 * np.power(10.0, np.log10(rate) * np.divide(t, s))
