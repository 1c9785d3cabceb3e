"""Averages the logarithms of the probabilities.

marks: 29
fails:
  - test-mc-predict-mean
feedback:
  - probabilities themselves
"""


# %% mc-predict
def mc_predict(model, x, n_samples):
    passes = []
    for _ in range(n_samples):
        a = x
        for layer in model.layers:
            a = layer(a, training=isinstance(layer, keras.layers.Dropout))
        passes.append(keras.ops.convert_to_numpy(a))
    logits = np.mean(np.log(np.array(passes) + 1e-9), axis=0)
    mean = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return mean, np.std(passes, axis=0)
