"""Keras compiles nothing, and the updates of an epoch are of single samples in their order.

marks: 20
fails: []
feedback: []
"""


# %% two-stage-fit
def two_stage_fit(model, n_reuse, n_unfreeze, x, y, epochs1, lr1, epochs2, lr2):
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    for number, layer in enumerate(layers):
        layer.trainable = number >= n_reuse
    model.compile(
        keras.optimizers.SGD(learning_rate=lr1), "sparse_categorical_crossentropy", run_eagerly=True
    )
    hist1 = model.fit(x, y, 1, epochs1, 0, shuffle=False)
    for number, layer in enumerate(layers):
        layer.trainable = number >= n_reuse - n_unfreeze
    model.compile(
        keras.optimizers.SGD(learning_rate=lr2), "sparse_categorical_crossentropy", run_eagerly=True
    )
    hist2 = model.fit(x, y, 1, epochs2, 0, shuffle=False)
    return hist1, hist2
