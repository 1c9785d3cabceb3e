"""Freezes batch normalization, and leaves it so.

marks: 29
fails:
  - test-mc-predict-batch-norm
feedback:
  - can be trained
"""


# %% mc-predict
def mc_predict(model, x, n_samples):
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False
    passes = [keras.ops.convert_to_numpy(model(x, training=True)) for _ in range(n_samples)]
    return np.mean(passes, axis=0), np.std(passes, axis=0)
