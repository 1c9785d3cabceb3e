"""Puts everything but batch normalization behind Dense layers into training mode: the norm of the inputs is forgotten.

marks: 29
fails:
  - test-mc-predict-batch-norm
feedback:
  - batch normalization must not be in training mode
"""


# %% mc-predict
def mc_predict(model, x, n_samples):
    passes = []
    for _ in range(n_samples):
        a, before = x, None
        for layer in model.layers:
            a = layer(a, training=not isinstance(before, keras.layers.Dense))
            before = layer
        passes.append(keras.ops.convert_to_numpy(a))
    return np.mean(passes, axis=0), np.std(passes, axis=0)
