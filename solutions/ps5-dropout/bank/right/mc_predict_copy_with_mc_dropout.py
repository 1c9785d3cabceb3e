"""Predicts by a copy of the model whose dropout layers stay on.

marks: 30
fails: []
feedback: []
"""


# %% mc-predict
class AlwaysOn(keras.layers.Dropout):
    def call(self, inputs, training=None):
        return super().call(inputs, training=True)


def mc_predict(model, x, n_samples):
    def exchanged(layer):
        kind = AlwaysOn if isinstance(layer, keras.layers.Dropout) else type(layer)
        return kind.from_config(layer.get_config())

    copy = keras.models.clone_model(model, clone_function=exchanged)
    copy.set_weights(model.get_weights())
    passes = np.stack([copy(x, training=False) for _ in range(n_samples)])
    return passes.mean(axis=0), passes.std(axis=0)
