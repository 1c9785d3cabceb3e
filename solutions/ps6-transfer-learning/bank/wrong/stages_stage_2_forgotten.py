"""There is no stage 2.

marks: 13
fails:
  - test-two-stage-fit-unfrozen
  - test-two-stage-fit-still-frozen
  - test-two-stage-fit-nothing-unfrozen
  - test-two-stage-fit-rates
  - test-two-stage-fit-normalization
  - test-two-stage-fit-continues
  - test-two-stage-fit-loss
feedback:
  - Stage 2 must go on training the head
"""


# %% two-stage-fit
def two_stage_fit(model, n_reuse, n_unfreeze, x, y, epochs1, lr1, epochs2, lr2):
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    for number, layer in enumerate(layers):
        layer.trainable = number >= n_reuse
    model.compile(keras.optimizers.SGD(learning_rate=lr1), loss="sparse_categorical_crossentropy")
    hist1 = model.fit(x, y, epochs=epochs1, verbose=0)
    for number, layer in enumerate(layers):
        layer.trainable = number >= n_reuse - n_unfreeze
    model.compile(keras.optimizers.SGD(learning_rate=lr2), loss="sparse_categorical_crossentropy")
    hist2 = model.fit(x, y, epochs=0, verbose=0)
    return hist1, hist2
