"""Averages the votes for a class instead of the probabilities.

marks: 27
fails:
  - test-mc-predict-mean
  - test-mc-predict-std
  - test-mc-predict-batch-norm
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
    votes = [np.eye(p.shape[1])[p.argmax(axis=1)] for p in passes]
    return np.mean(votes, axis=0), np.std(votes, axis=0)
