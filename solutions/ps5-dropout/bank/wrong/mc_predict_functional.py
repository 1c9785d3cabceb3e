"""Calls the layers once more in a functional model, with training=True for dropout, which `predict` overrules.

marks: 27
fails:
  - test-mc-predict-mean
  - test-mc-predict-std
  - test-mc-predict-batch-norm
feedback:
  - is dropout on
"""


# %% mc-predict
def mc_predict(model, x, n_samples):
    inputs = keras.Input(model.input_shape[1:])
    outputs = inputs
    for layer in model.layers:
        outputs = layer(outputs, training=True) if isinstance(layer, keras.layers.Dropout) else layer(outputs)
    noisy = keras.Model(inputs, outputs)
    passes = [noisy.predict(x, verbose=0) for _ in range(n_samples)]
    return np.mean(passes, axis=0), np.std(passes, axis=0)
