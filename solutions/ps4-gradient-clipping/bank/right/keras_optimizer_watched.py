"""Catches the gradient where keras.Model hands it to the optimizer.

marks: 15
fails: []
feedback: []
"""


# %% grad-norm
class GradNorm(keras.Model):
    def train_step(self, data):
        caught = []
        whole = self.optimizer.apply

        def watched_apply(gradients, variables=None, **kwargs):
            caught.extend(gradients)
            return whole(gradients, variables, **kwargs)

        self.optimizer.apply = watched_apply
        try:
            logs = super().train_step(data)
        finally:
            self.optimizer.apply = whole
        return {**logs, "grad_norm": tf.linalg.global_norm(caught)}
