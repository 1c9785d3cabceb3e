"""The arrays are changed in place.

marks: 19
fails:
  - test-masked-sgd-step-arguments
feedback:
  - changes its argument params
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    for p, g, t in zip(params, grads, trainable):
        if t:
            p -= lr * g
    return params
