"""Puts the last Dropout layer into training mode, and no other.

marks: 29
fails:
  - test-mc-predict-mean
feedback:
  - in all of them
"""


# %% mc-predict
def mc_predict(model, x, n_samples):
    passes = []
    last = [layer for layer in model.layers if isinstance(layer, keras.layers.Dropout)][-1]
    for _ in range(n_samples):
        a = x
        for layer in model.layers:
            a = layer(a, training=layer is last)
        passes.append(keras.ops.convert_to_numpy(a))
    return np.mean(passes, axis=0), np.std(passes, axis=0)
