"""Takes build and call from the layer of Keras.

marks: 20
fails:
  - test-my-bn-training
  - test-my-bn-weights
  - test-my-bn-moving
  - test-my-bn-frozen
  - test-my-bn-saved
feedback:
  - make it a keras.layers.Layer
"""


# %% my-bn
class MyBN(keras.layers.Layer):
    axis, momentum, epsilon, center, scale, synchronized, renorm = -1, 0.99, 1e-3, True, True, False, False
    beta_initializer = moving_mean_initializer = "zeros"
    gamma_initializer = moving_variance_initializer = "ones"
    beta_regularizer = gamma_regularizer = beta_constraint = gamma_constraint = None
    build, call = keras.layers.BatchNormalization.build, keras.layers.BatchNormalization.call
