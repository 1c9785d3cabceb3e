"""The lists are used up by pop.

marks: 19
fails:
  - test-masked-sgd-step-arguments
feedback:
  - changes its argument params
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    result = []
    while params:
        p, g, t = params.pop(0), grads.pop(0), trainable.pop(0)
        result.append(p - lr * g if t else p)
    return result
