"""Takes the standard deviation over the classes.

marks: 29
fails:
  - test-mc-predict-std
feedback:
  - the shape (m, K)
"""


# %% mc-predict
def mc_predict(model, x, n_samples):
    passes = []
    for _ in range(n_samples):
        a = x
        for layer in model.layers:
            a = layer(a, training=isinstance(layer, keras.layers.Dropout))
        passes.append(keras.ops.convert_to_numpy(a))
    return np.mean(passes, axis=0), np.mean(np.std(passes, axis=2), axis=0)
