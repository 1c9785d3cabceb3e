"""Flags are flipped, as if all layers came free.

marks: 16
fails:
  - test-two-stage-fit-frozen
  - test-two-stage-fit-unfrozen
  - test-two-stage-fit-still-frozen
  - test-two-stage-fit-normalization
feedback:
  - Stage 1 moves reused layers
"""


# %% two-stage-fit
def two_stage_fit(model, n_reuse, n_unfreeze, x, y, epochs1, lr1, epochs2, lr2):
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    for layer in layers[:n_reuse]:
        layer.trainable = not layer.trainable
    model.compile(keras.optimizers.SGD(learning_rate=lr1), loss="sparse_categorical_crossentropy")
    hist1 = model.fit(x, y, epochs=epochs1, verbose=0)
    for layer in layers[n_reuse - n_unfreeze : n_reuse]:
        layer.trainable = not layer.trainable
    model.compile(keras.optimizers.SGD(learning_rate=lr2), loss="sparse_categorical_crossentropy")
    hist2 = model.fit(x, y, epochs=epochs2, verbose=0)
    return hist1, hist2
