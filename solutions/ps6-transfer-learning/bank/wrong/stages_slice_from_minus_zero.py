"""The slice layers[-n_unfreeze:] takes all layers when n_unfreeze is 0.

marks: 19
fails:
  - test-two-stage-fit-nothing-unfrozen
feedback:
  - n_unfreeze = 0
"""


# %% two-stage-fit
def two_stage_fit(model, n_reuse, n_unfreeze, x, y, epochs1, lr1, epochs2, lr2):
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    reused, head = layers[:n_reuse], layers[n_reuse]
    for layer in reused:
        layer.trainable = False
    head.trainable = True
    model.compile(keras.optimizers.SGD(learning_rate=lr1), loss="sparse_categorical_crossentropy")
    hist1 = model.fit(x, y, epochs=epochs1, verbose=0)
    for layer in reused[-n_unfreeze:]:
        layer.trainable = True
    model.compile(keras.optimizers.SGD(learning_rate=lr2), loss="sparse_categorical_crossentropy")
    hist2 = model.fit(x, y, epochs=epochs2, verbose=0)
    return hist1, hist2
