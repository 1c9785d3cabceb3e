"""An object of a class is called, a partial function makes the models, and the arguments of fit are packed.

marks: 20
fails: []
feedback: []
"""

# %% build-transfer
import functools


def with_head(activation, base, n_reuse, n_classes):
    copy = keras.models.model_from_json(base.to_json())
    copy.set_weights(base.get_weights())
    layers = [layer for layer in copy.layers if not isinstance(layer, keras.layers.InputLayer)]
    head = keras.layers.Dense(n_classes, activation=activation)
    return keras.Sequential([keras.Input(base.input_shape[1:]), *layers[:n_reuse], head])


build_transfer = functools.partial(with_head, "softmax")


# %% two-stage-fit
import dataclasses


@dataclasses.dataclass
class Stages:
    loss: str = "sparse_categorical_crossentropy"

    def stage(self, model, n_frozen, epochs, lr, data):
        layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
        for number, layer in enumerate(layers):
            layer.trainable = number >= n_frozen
        model.compile(**{"optimizer": keras.optimizers.SGD(lr), "loss": self.loss})
        return model.fit(*data, **{"epochs": epochs, "verbose": 0})

    def __call__(self, model, n_reuse, n_unfreeze, x, y, epochs1, lr1, epochs2, lr2):
        first = self.stage(model, n_reuse, epochs1, lr1, (x, y))
        return first, self.stage(model, n_reuse - n_unfreeze, epochs2, lr2, (x, y))


two_stage_fit = Stages()
