"""Calls predict, in which dropout is off.

marks: 27
fails:
  - test-mc-predict-mean
  - test-mc-predict-std
  - test-mc-predict-batch-norm
feedback:
  - is dropout on
  - Dropout must be on
"""


# %% mc-predict
def mc_predict(model, x, n_samples):
    passes = [model.predict(x, verbose=0) for _ in range(n_samples)]
    return np.mean(passes, axis=0), np.std(passes, axis=0)
