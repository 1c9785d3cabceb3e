"""fit has callbacks of its own, one alone and a CallbackList, and the samples as validation data too.

marks: 20
fails: []
feedback: []
"""


# %% two-stage-fit
def two_stage_fit(model, n_reuse, n_unfreeze, x, y, epochs1, lr1, epochs2, lr2):
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    for number, layer in enumerate(layers):
        layer.trainable = number >= n_reuse
    model.compile(keras.optimizers.SGD(learning_rate=lr1), loss="sparse_categorical_crossentropy")
    hist1 = model.fit(x, y, epochs=epochs1, verbose=0, callbacks=keras.callbacks.TerminateOnNaN())
    for number, layer in enumerate(layers):
        layer.trainable = number >= n_reuse - n_unfreeze
    model.compile(keras.optimizers.SGD(learning_rate=lr2), loss="sparse_categorical_crossentropy")
    hist2 = model.fit(
        x,
        y,
        epochs=epochs2,
        verbose=0,
        validation_data=(x, y),
        callbacks=keras.callbacks.CallbackList(
            [keras.callbacks.TerminateOnNaN()], add_history=True, model=model
        ),
    )
    return [hist1.history, hist2.history]
