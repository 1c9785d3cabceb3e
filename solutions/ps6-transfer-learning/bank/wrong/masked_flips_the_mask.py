"""The caller's mask is flipped in place while it is used.

marks: 19
fails:
  - test-masked-sgd-step-arguments
feedback:
  - changes its argument trainable
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    result = []
    for k, (p, g) in enumerate(zip(params, grads)):
        result.append(p - lr * g if trainable[k] else p.copy())
        trainable[k] = not trainable[k]
    return result
