"""Drops by hand behind each hidden Dense layer, at the rate 0.5, whatever the Dropout layers say.

marks: 27
fails:
  - test-mc-predict-mean
  - test-mc-predict-std
  - test-mc-predict-batch-norm
feedback:
  - one pass
"""


# %% mc-predict
def mc_predict(model, x, n_samples):
    passes = []
    for _ in range(n_samples):
        a = x
        for layer in model.layers:
            a = layer(a, training=False)
            if isinstance(layer, keras.layers.ReLU):
                a = keras.random.dropout(a, 0.4)
        passes.append(keras.ops.convert_to_numpy(a))
    return np.mean(passes, axis=0), np.std(passes, axis=0)
