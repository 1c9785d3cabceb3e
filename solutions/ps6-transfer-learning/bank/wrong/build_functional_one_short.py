"""A functional model is cut one layer too low.

marks: 19
fails:
  - test-build-transfer-cut
feedback:
  - no more, no fewer
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    layers = [layer for layer in copy.layers if not isinstance(layer, keras.layers.InputLayer)]
    output = keras.layers.Dense(n_classes, activation="softmax")(layers[max(n_reuse - 2, 0)].output)
    return keras.Model(copy.inputs, output)


# %% two-stage-fit
def two_stage_fit(model, n_reuse, n_unfreeze, x, y, epochs1, lr1, epochs2, lr2):
    layers = model.layers[1:]
    for number, layer in enumerate(layers):
        layer.trainable = number >= n_reuse
    model.compile(keras.optimizers.SGD(learning_rate=lr1), loss="sparse_categorical_crossentropy")
    hist1 = model.fit(x, y, epochs=epochs1, verbose=0)
    for number, layer in enumerate(layers):
        layer.trainable = number >= n_reuse - n_unfreeze
    model.compile(keras.optimizers.SGD(learning_rate=lr2), loss="sparse_categorical_crossentropy")
    hist2 = model.fit(x, y, epochs=epochs2, verbose=0)
    return hist1, hist2
