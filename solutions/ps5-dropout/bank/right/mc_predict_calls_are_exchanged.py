"""Exchanges the calls of the dropout layers for the time of the passes.

marks: 30
fails: []
feedback: []
"""

# %% mc-predict
import functools


def mc_predict(model, x, n_samples):
    layers = [layer for layer in model.layers if isinstance(layer, keras.layers.Dropout)]
    calls = [layer.call for layer in layers]
    try:
        for layer, call in zip(layers, calls, strict=True):
            object.__setattr__(
                layer, "call", lambda inputs, training=None, call=call: call(inputs, training=True)
            )
        passes = np.array(
            [functools.reduce(lambda a, layer: layer(a), model.layers, x) for _ in range(n_samples)]
        )
    finally:
        for layer, call in zip(layers, calls, strict=True):
            object.__setattr__(layer, "call", call)
    return passes.mean(0), passes.std(0)
