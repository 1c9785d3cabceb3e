"""Leaves training mode off altogether in a model with batch normalization.

marks: 29
fails:
  - test-mc-predict-batch-norm
feedback:
  - Dropout must be on
"""


# %% mc-predict
def mc_predict(model, x, n_samples):
    on = not any(isinstance(layer, keras.layers.BatchNormalization) for layer in model.layers)
    passes = [keras.ops.convert_to_numpy(model(x, training=on)) for _ in range(n_samples)]
    return np.mean(passes, axis=0), np.std(passes, axis=0)
