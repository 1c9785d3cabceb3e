"""There is no hidden layer: the network is linear.

marks: 16
fails:
  - test-predict-basic
  - test-predict-good
  - test-predict-best
  - test-predict-linear
feedback:
  - than a linear network
"""


# %% build-model
def build_model(seed):
    keras.utils.set_random_seed(seed)
    head = keras.layers.Dense(10, activation="softmax")
    return keras.Sequential(
        [keras.Input((12, 12)), keras.layers.Rescaling(1 / 64, offset=-2), keras.layers.Flatten(), head]
    )
