"""Stage 1 trains the head on features that are computed once; histories come back as dictionaries.

marks: 20
fails: []
feedback: []
"""


# %% two-stage-fit
def two_stage_fit(model, n_reuse, n_unfreeze, x, y, epochs1, lr1, epochs2, lr2):
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    loss = "sparse_categorical_crossentropy"
    features = x
    for layer in layers[:n_reuse]:
        features = layer(features, training=False) if hasattr(layer, "moving_mean") else layer(features)
    features = keras.ops.convert_to_numpy(features)
    head = layers[n_reuse]
    head.trainable = True
    top = keras.Sequential([keras.Input(features.shape[1:]), head])
    top.compile(keras.optimizers.SGD(lr1), loss=loss)
    hist1 = top.fit(features, y, epochs=epochs1, verbose=0)
    for number, layer in enumerate(layers):
        layer.trainable = number >= n_reuse - n_unfreeze
    model.compile(keras.optimizers.SGD(lr2), loss=loss)
    hist2 = model.fit(x, y, epochs=epochs2, verbose=0)
    return hist1.history, hist2.history
