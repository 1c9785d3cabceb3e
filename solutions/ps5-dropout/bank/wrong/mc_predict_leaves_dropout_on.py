"""Exchanges the calls of the dropout layers, and leaves them so.

marks: 29
fails:
  - test-mc-predict-batch-norm
feedback:
  - predicts something else
"""


# %% mc-predict
def mc_predict(model, x, n_samples):
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dropout):
            call = type(layer).call.__get__(layer)
            object.__setattr__(
                layer, "call", lambda inputs, training=None, call=call: call(inputs, training=True)
            )
    passes = [keras.ops.convert_to_numpy(model(x, training=False)) for _ in range(n_samples)]
    return np.mean(passes, axis=0), np.std(passes, axis=0)
