"""The model is a class of its own that calls the copied layers one after the other.

marks: 20
fails: []
feedback: []
"""


# %% build-transfer
class Transfer(keras.Model):
    def __init__(self, reused, head):
        super().__init__()
        self.reused, self.head = reused, head

    def call(self, x, training=None):
        for layer in self.reused:
            x = layer(x, training=training)
        return self.head(x)


def build_transfer(base, n_reuse, n_classes):
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    layers = [layer for layer in copy.layers if not isinstance(layer, keras.layers.InputLayer)]
    model = Transfer(layers[:n_reuse], keras.layers.Dense(n_classes, activation="softmax"))
    model.build((None, *base.input_shape[1:]))
    return model
