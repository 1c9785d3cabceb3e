"""Updates mean and squares pass by pass, and gives both in one array.

marks: 30
fails: []
feedback: []
"""


# %% mc-predict
def mc_predict(model, x, n_samples):
    mean = squares = 0.0
    for number in range(1, n_samples + 1):
        a = keras.ops.convert_to_tensor(x, dtype="float32")
        for layer in model.layers:
            a = (
                layer.call(a, training=True)
                if type(layer) is keras.layers.Dropout
                else layer(a, training=False)
            )
        step = np.asarray(a, dtype=float) - mean
        mean = mean + step / number
        squares = squares + step * (np.asarray(a, dtype=float) - mean)
    return np.stack([mean, np.sqrt(squares / n_samples)])
