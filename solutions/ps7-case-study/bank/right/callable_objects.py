"""The functions are objects of classes or partial functions, and the network is passed in a tuple of names.

marks: 24
fails: []
feedback: []
"""

# %% split
import functools


def drawn(draw, images, labels, share, seed):
    order = draw(seed).permutation(len(labels))
    val, train = np.split(order, [round(share * len(labels))])
    return images[train], labels[train], images[val], labels[val]


split = functools.partial(drawn, np.random.default_rng)


# %% predict
class Namer:
    def __call__(self, model, images):
        return model(images.astype("float32"), training=False).numpy().argmax(axis=-1).astype(np.uint8)


predict = Namer()
