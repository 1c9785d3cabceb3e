"""Makes the columns orthogonal: they follow from one another.

marks: 19
fails:
  - test-he-normal-draws
feedback:
  - some follow from others
"""


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    n = max(fan_in, fan_out)
    if n > 250:
        return rng.normal(0, math.sqrt(2 / fan_in), (fan_in, fan_out))
    q, r = np.linalg.qr(rng.standard_normal((n, n)))
    return (q * np.sign(np.diag(r)))[:fan_in, :fan_out] * math.sqrt(2 * n / fan_in)
