"""The whole model is frozen, or free, before single layers are set otherwise.

marks: 20
fails: []
feedback: []
"""


# %% two-stage-fit
def two_stage_fit(model, n_reuse, n_unfreeze, x, y, epochs1, lr1, epochs2, lr2):
    model.trainable = False
    model.trainable = True
    layers = [layer for layer in model.layers if layer.__class__.__name__ != "InputLayer"]
    for layer in layers[:-1]:
        layer.trainable = False
    model.compile(optimizer=keras.optimizers.SGD(lr1), loss=keras.losses.SparseCategoricalCrossentropy())
    first = model.fit(x, y, epochs=epochs1, verbose=0)
    for layer in layers[n_reuse - n_unfreeze : n_reuse]:
        layer.trainable = True
    model.compile(optimizer=keras.optimizers.SGD(lr2), loss=keras.losses.SparseCategoricalCrossentropy())
    second = model.fit(x, y, epochs=epochs2, verbose=0)
    return [first, second]
