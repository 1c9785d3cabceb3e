"""Keeps running sums of the probabilities and of their squares.

marks: 30
fails: []
feedback: []
"""


# %% mc-predict
def mc_predict(model, x, n_samples):
    total, squares = 0.0, 0.0
    for _ in range(n_samples):
        a = keras.ops.convert_to_tensor(x)
        for layer in model.layers:
            a = layer(a, training=isinstance(layer, keras.layers.Dropout))
        p = np.array(a, dtype="float64")
        total, squares = total + p, squares + p**2
    mean = total / n_samples
    return mean, np.sqrt(np.maximum(squares / n_samples - mean**2, 0))
