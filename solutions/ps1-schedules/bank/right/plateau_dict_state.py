"""The state of Plateau in a dictionary, the best loss as None before the first epoch.

marks: 20
fails: []
feedback: []
"""


# %% plateau
class Plateau:
    def __init__(self, lr, factor=0.1, patience=10, min_delta=1e-4, cooldown=0, min_lr=0.0):
        self.settings = dict(
            factor=factor, patience=patience, min_delta=min_delta, cooldown=cooldown, min_lr=min_lr
        )
        self.state = dict(lr=lr, best=None, wait=0, left=0)

    def step(self, val_loss):
        state, settings = self.state, self.settings
        state["left"] = max(0, state["left"] - 1)
        if state["best"] is None or state["best"] - val_loss > settings["min_delta"]:
            state["best"], state["wait"] = val_loss, 0
            return state["lr"]
        if state["left"]:
            return state["lr"]
        state["wait"] += 1
        if state["wait"] < settings["patience"]:
            return state["lr"]
        state["lr"] = max(settings["min_lr"], settings["factor"] * state["lr"])
        state["left"], state["wait"] = settings["cooldown"], 0
        return state["lr"]
