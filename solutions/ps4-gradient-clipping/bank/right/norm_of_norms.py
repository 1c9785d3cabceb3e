"""The global norm as the norm of the arrays' norms; a tuple instead of a list.

marks: 15
fails: []
feedback: []
"""


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    norm = np.linalg.norm([np.linalg.norm(np.ravel(g)) for g in grads])
    factor = 1.0 if norm <= c else float(c / norm)
    return tuple(g * factor for g in grads), norm
