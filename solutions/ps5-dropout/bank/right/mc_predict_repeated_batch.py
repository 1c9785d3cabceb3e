"""Repeats the inputs and makes all passes at once.

marks: 30
fails: []
feedback: []
"""


# %% mc-predict
def mc_predict(model, x, n_samples):
    a = np.repeat(x[None], n_samples, axis=0).reshape(-1, *x.shape[1:])
    for layer in model.layers:
        a = layer(a, training="Dropout" in type(layer).__name__)
    p = keras.ops.reshape(a, (n_samples, len(x), -1))
    return keras.ops.mean(p, axis=0), keras.ops.std(p, axis=0)
