"""AdamW stands inside an optimizer that scales the loss, and gradients are clipped.

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
        keras.optimizers.LossScaleOptimizer(keras.optimizers.AdamW(lr1, clipnorm=1.0)),
        loss="sparse_categorical_crossentropy",
    )
    hist1 = model.fit(x, y, epochs=epochs1, verbose=0)
    for number, layer in enumerate(layers):
        layer.trainable = number >= n_reuse - n_unfreeze
    model.compile(
        keras.optimizers.LossScaleOptimizer(keras.optimizers.AdamW(lr2, clipnorm=1.0)),
        loss="sparse_categorical_crossentropy",
    )
    hist2 = model.fit(x, y, epochs=epochs2, verbose=0)
    return hist1, hist2
