"""The arguments have other names than in the task.

marks: 19
fails:
  - test-he-normal-draws
feedback:
  - cannot be called as the task says
"""


# %% he-normal
def he_normal(n_in, n_out, generator):
    return generator.normal(0, math.sqrt(2 / n_in), (n_in, n_out))
