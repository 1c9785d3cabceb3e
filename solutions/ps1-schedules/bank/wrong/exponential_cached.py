"""A cache in front of the function cannot keep arrays.

marks: 19
fails:
  - test-exponential-lr-arrays
feedback:
  - unhashable
"""

# %% exponential-lr
import functools


@functools.lru_cache
def exponential_lr(t, lr0, s, rate=0.1):
    return lr0 * rate ** (t / s)
