"""The reused layers are an inner model, found by its name; only it is frozen.

marks: 20
fails: []
feedback: []
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    layers = [layer for layer in copy.layers if not isinstance(layer, keras.layers.InputLayer)]
    features = keras.Sequential([keras.Input(base.input_shape[1:]), *layers[:n_reuse]], name="features")
    head = keras.layers.Dense(n_classes, activation="softmax")
    return keras.Sequential([keras.Input(base.input_shape[1:]), features, head])


# %% two-stage-fit
def two_stage_fit(model, n_reuse, n_unfreeze, x, y, epochs1, lr1, epochs2, lr2):
    features = model.get_layer("features")
    features.trainable = False
    model.compile(keras.optimizers.SGD(lr1), loss="sparse_categorical_crossentropy")
    hist1 = model.fit(x, y, epochs=epochs1, verbose=0)
    features.trainable = True
    for layer in features.layers[: n_reuse - n_unfreeze]:
        layer.trainable = False
    model.compile(keras.optimizers.SGD(lr2), loss="sparse_categorical_crossentropy")
    return hist1, model.fit(x, y, epochs=epochs2, verbose=0)
