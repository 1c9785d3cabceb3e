"""The mask multiplies the parameter as well, so that frozen arrays become 0.

marks: 18
fails:
  - test-masked-sgd-step-frozen
  - test-masked-sgd-step-mask
feedback:
  - frozen array must stay
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    return [(p - lr * g) * t for p, g, t in zip(params, grads, trainable)]
