"""Frozen arrays are trained at a thousandth of the learning rate instead of not at all.

marks: 18
fails:
  - test-masked-sgd-step-frozen
  - test-masked-sgd-step-mask
feedback:
  - frozen array must stay
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    return [p - (lr if t else 0.001 * lr) * g for p, g, t in zip(params, grads, trainable)]
