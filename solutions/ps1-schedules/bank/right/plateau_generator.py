"""A generator keeps the state in its local names.

marks: 20
fails: []
feedback: []
"""


# %% plateau
class Plateau:
    __slots__ = ("_run",)

    def __init__(self, lr, factor=0.1, patience=10, min_delta=1e-4, cooldown=0, min_lr=0.0):
        def run():
            rate, stalled, quiet = lr, 0, 0
            best = yield rate
            while True:
                val_loss = yield rate
                quiet = max(quiet - 1, 0)
                if best - val_loss > min_delta:
                    best, stalled = val_loss, 0
                elif not quiet:
                    stalled = (stalled + 1) % patience
                    if stalled == 0:
                        rate, quiet = max(min_lr, rate * factor), cooldown

        self._run = run()
        next(self._run)

    def step(self, val_loss):
        return self._run.send(val_loss)
