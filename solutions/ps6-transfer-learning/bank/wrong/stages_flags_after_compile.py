"""For stage 2 the model is compiled before the flags are changed, at a first epoch of its own.

marks: 16
fails:
  - test-two-stage-fit-unfrozen
  - test-two-stage-fit-normalization
  - test-two-stage-fit-continues
  - test-two-stage-fit-loss
feedback:
  - only after the next `compile`
"""


# %% two-stage-fit
def two_stage_fit(model, n_reuse, n_unfreeze, x, y, epochs1, lr1, epochs2, lr2):
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    for layer in layers[:n_reuse]:
        layer.trainable = False
    model.compile(keras.optimizers.SGD(learning_rate=lr1), loss="sparse_categorical_crossentropy")
    hist1 = model.fit(x, y, epochs=epochs1, verbose=0)
    model.compile(keras.optimizers.SGD(learning_rate=lr2), loss="sparse_categorical_crossentropy")
    model.fit(x, y, epochs=min(1, epochs2), verbose=0)
    for layer in layers[n_reuse - n_unfreeze :]:
        layer.trainable = True
    hist2 = model.fit(x, y, epochs=epochs2 - 1, verbose=0)
    return hist1, hist2
