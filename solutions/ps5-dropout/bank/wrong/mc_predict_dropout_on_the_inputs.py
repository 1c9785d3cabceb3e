"""Drops inputs by hand instead of the hidden units.

marks: 27
fails:
  - test-mc-predict-mean
  - test-mc-predict-std
  - test-mc-predict-batch-norm
feedback:
  - one pass with dropout on
"""


# %% mc-predict
def mc_predict(model, x, n_samples):
    rng = np.random.default_rng(0)
    passes = [model.predict(x * (rng.random(x.shape) > 0.5) * 2, verbose=0) for _ in range(n_samples)]
    return np.mean(passes, axis=0), np.std(passes, axis=0)
