"""The cells seed the global generator and turn warnings into errors.

marks: 20
fails: []
feedback: []
"""

# %% he-normal
import warnings


def leave_behind():
    np.random.seed(0)
    np.seterr(all="raise", under="ignore")
    warnings.simplefilter("error")


leave_behind()


def he_normal(fan_in, fan_out, rng):
    return rng.normal(scale=np.sqrt(2.0 / fan_in), size=(fan_in, fan_out))
