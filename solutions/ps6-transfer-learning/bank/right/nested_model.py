"""The reused layers are one inner model, and both stages work through it.

marks: 20
fails: []
feedback: []
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    layers = [layer for layer in copy.layers if not isinstance(layer, keras.layers.InputLayer)]
    features = keras.Model(copy.inputs, layers[n_reuse - 1].output, name="features")
    inputs = keras.Input(base.input_shape[1:])
    return keras.Model(inputs, keras.layers.Dense(n_classes, activation="softmax")(features(inputs)))


# %% two-stage-fit
def two_stage_fit(model, n_reuse, n_unfreeze, x, y, epochs1, lr1, epochs2, lr2):
    def flat(layers):
        for layer in layers:
            if isinstance(layer, keras.Model):
                yield from flat(layer.layers)
            elif not isinstance(layer, keras.layers.InputLayer):
                yield layer

    def stage(n_frozen, epochs, lr):
        for number, layer in enumerate(flat(model.layers)):
            layer.trainable = number >= n_frozen
        model.compile(keras.optimizers.SGD(lr), loss="sparse_categorical_crossentropy")
        return model.fit(x, y, epochs=epochs, verbose=0)

    return stage(n_reuse, epochs1, lr1), stage(n_reuse - n_unfreeze, epochs2, lr2)
