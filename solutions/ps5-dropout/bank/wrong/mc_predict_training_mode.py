"""Puts the whole model into training mode, batch normalization included.

marks: 29
fails:
  - test-mc-predict-batch-norm
feedback:
  - batch normalization must not be in training mode
"""


# %% mc-predict
def mc_predict(model, x, n_samples):
    passes = [keras.ops.convert_to_numpy(model(x, training=True)) for _ in range(n_samples)]
    return np.mean(passes, axis=0), np.std(passes, axis=0)
