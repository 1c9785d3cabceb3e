"""Makes one pass with dropout and repeats it.

marks: 29
fails:
  - test-mc-predict-std
feedback:
  - masks of its own
"""


# %% mc-predict
def mc_predict(model, x, n_samples):
    passes = []
    for _ in range(1):
        a = x
        for layer in model.layers:
            a = layer(a, training=isinstance(layer, keras.layers.Dropout))
        passes.append(keras.ops.convert_to_numpy(a))
    passes = passes * n_samples
    return np.mean(passes, axis=0), np.std(passes, axis=0)
