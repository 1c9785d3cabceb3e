"""Returns all passes instead of their mean.

marks: 28
fails:
  - test-mc-predict-mean
  - test-mc-predict-batch-norm
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
    return np.array(passes), np.std(passes, axis=0)
