"""Stage 1 warms up: its first updates have a lower rate.

marks: 19
fails:
  - test-two-stage-fit-rates
feedback:
  - must use the learning rate lr1
"""


# %% two-stage-fit
def two_stage_fit(model, n_reuse, n_unfreeze, x, y, epochs1, lr1, epochs2, lr2):
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    for number, layer in enumerate(layers):
        layer.trainable = number >= n_reuse
    model.compile(
        keras.optimizers.SGD(keras.optimizers.schedules.PolynomialDecay(lr1 / 2, 2, lr1)),
        loss="sparse_categorical_crossentropy",
    )
    hist1 = model.fit(x, y, epochs=epochs1, verbose=0)
    for number, layer in enumerate(layers):
        layer.trainable = number >= n_reuse - n_unfreeze
    model.compile(keras.optimizers.SGD(learning_rate=lr2), loss="sparse_categorical_crossentropy")
    hist2 = model.fit(x, y, epochs=epochs2, verbose=0)
    return hist1, hist2
