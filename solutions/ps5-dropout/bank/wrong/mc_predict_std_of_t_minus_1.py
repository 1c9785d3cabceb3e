"""Divides by one less than the number of passes.

marks: 29
fails:
  - test-mc-predict-std
feedback:
  - divide the sum of squares by T
"""


# %% mc-predict
def mc_predict(model, x, n_samples):
    passes = []
    for _ in range(n_samples):
        a = x
        for layer in model.layers:
            a = layer(a, training=isinstance(layer, keras.layers.Dropout))
        passes.append(keras.ops.convert_to_numpy(a))
    return np.mean(passes, axis=0), np.std(passes, axis=0, ddof=1) if n_samples > 1 else 0 * passes[0]
