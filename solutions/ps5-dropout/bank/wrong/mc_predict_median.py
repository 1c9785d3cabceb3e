"""Returns the median of the passes.

marks: 29
fails:
  - test-mc-predict-mean
feedback:
  - mean
"""


# %% mc-predict
def mc_predict(model, x, n_samples):
    passes = []
    for _ in range(n_samples):
        a = x
        for layer in model.layers:
            a = layer(a, training=isinstance(layer, keras.layers.Dropout))
        passes.append(keras.ops.convert_to_numpy(a))
    return np.median(passes, axis=0), np.std(passes, axis=0)
