"""The learning rate falls by a schedule within each stage.

marks: 19
fails:
  - test-two-stage-fit-rates
feedback:
  - must stay lr1
"""


# %% two-stage-fit
def two_stage_fit(model, n_reuse, n_unfreeze, x, y, epochs1, lr1, epochs2, lr2):
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    for number, layer in enumerate(layers):
        layer.trainable = number >= n_reuse
    model.compile(
        keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(lr1, 1000, 0.9)),
        loss="sparse_categorical_crossentropy",
    )
    hist1 = model.fit(x, y, epochs=epochs1, verbose=0)
    for number, layer in enumerate(layers):
        layer.trainable = number >= n_reuse - n_unfreeze
    model.compile(
        keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(lr2, 1000, 0.9)),
        loss="sparse_categorical_crossentropy",
    )
    hist2 = model.fit(x, y, epochs=epochs2, verbose=0)
    return hist1, hist2
