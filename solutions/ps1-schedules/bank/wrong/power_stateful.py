"""Keeps the rate of the last call and shrinks it again at each call.

marks: 17
fails:
  - test-power-lr-values
  - test-power-lr-power
  - test-power-lr-arrays
feedback:
  - lr0
"""

# %% power-lr
state = {"lr": None, "t": 0}


def power_lr(t, lr0, s, c=1.0):
    if state["lr"] is None:
        state["lr"] = lr0
    state["lr"] = state["lr"] / (1 + state["t"] / s) ** c
    state["t"] += 1
    return state["lr"]
