"""Freezes batch normalization while the model is in training mode.

marks: 30
fails: []
feedback: []
"""


# %% mc-predict
def mc_predict(model, x, n_samples):
    norms = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    before = [layer.trainable for layer in norms]
    for layer in norms:
        layer.trainable = False
    passes = [keras.ops.convert_to_numpy(model(x, training=True)) for _ in range(n_samples)]
    for layer, trainable in zip(norms, before, strict=True):
        layer.trainable = trainable
    return np.mean(passes, axis=0), np.std(passes, axis=0)
