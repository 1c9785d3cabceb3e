"""The state is kept in the class, so that all objects share it.

marks: 19
fails:
  - test-plateau-history
feedback:
  - each must keep a state
"""


# %% plateau
class Plateau:
    state = {}

    def __init__(self, lr, factor=0.1, patience=10, min_delta=1e-4, cooldown=0, min_lr=0.0):
        self.state.update(lr=lr, best=math.inf, wait=0, pause=0)
        self.factor, self.patience, self.min_delta = factor, patience, min_delta
        self.cooldown, self.min_lr = cooldown, min_lr

    def step(self, val_loss):
        state = self.state
        if state["pause"] > 0:
            state["pause"] -= 1
        if val_loss < state["best"] - self.min_delta:
            state.update(best=val_loss, wait=0)
        elif state["pause"] == 0:
            state["wait"] += 1
            if state["wait"] >= self.patience:
                state.update(lr=max(state["lr"] * self.factor, self.min_lr), pause=self.cooldown, wait=0)
        return state["lr"]
