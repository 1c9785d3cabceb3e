"""The loss is the sum over the samples, not the mean.

marks: 19
fails:
  - test-two-stage-fit-loss
feedback:
  - cross-entropy
"""


# %% two-stage-fit
def two_stage_fit(model, n_reuse, n_unfreeze, x, y, epochs1, lr1, epochs2, lr2):
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    for number, layer in enumerate(layers):
        layer.trainable = number >= n_reuse
    model.compile(
        keras.optimizers.SGD(learning_rate=lr1),
        loss=keras.losses.SparseCategoricalCrossentropy(reduction="sum"),
    )
    hist1 = model.fit(x, y, epochs=epochs1, verbose=0)
    for number, layer in enumerate(layers):
        layer.trainable = number >= n_reuse - n_unfreeze
    model.compile(
        keras.optimizers.SGD(learning_rate=lr2),
        loss=keras.losses.SparseCategoricalCrossentropy(reduction="sum"),
    )
    hist2 = model.fit(x, y, epochs=epochs2, verbose=0)
    return hist1, hist2
