"""Right, but chatty: prints and warns at each call.

marks: 20
fails: []
feedback: []
"""

# %% power-lr
import warnings


def power_lr(t, lr0, s, c=1.0):
    print("power_lr is called")
    warnings.warn("dividing", RuntimeWarning)
    return lr0 / (1 + t / s) ** c
