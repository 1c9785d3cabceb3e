"""Leaves the norm to NumPy by tf.numpy_function, which can be compiled without XLA.

marks: 15
fails: []
feedback: []
"""


# %% grad-norm
class GradNorm(keras.Model):
    def compile(self, *args, **kwargs):
        super().compile(*args, **{**kwargs, "jit_compile": False})

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x=x, y=y, y_pred=y_pred)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(gradients, self.trainable_variables)
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            else:
                metric.update_state(y, y_pred)
        logs = {metric.name: metric.result() for metric in self.metrics}
        norm = tf.numpy_function(lambda *g: np.sqrt(sum(np.sum(p**2) for p in g)), gradients, tf.float32)
        return logs | {"grad_norm": norm}
