"""Makes ten passes, whatever n_samples says.

marks: 27
fails:
  - test-mc-predict-mean
  - test-mc-predict-std
  - test-mc-predict-batch-norm
feedback:
  - is it one pass
"""


# %% mc-predict
def mc_predict(model, x, n_samples):
    passes = []
    for _ in range(10):
        a = x
        for layer in model.layers:
            a = layer(a, training=isinstance(layer, keras.layers.Dropout))
        passes.append(keras.ops.convert_to_numpy(a))
    return np.mean(passes, axis=0), np.std(passes, axis=0)
