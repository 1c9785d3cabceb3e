"""The search for an arm's best setting."""

from types import SimpleNamespace

import pytest

from traindnn.lab import search


def trained(losses):
    """A training whose validation loss depends on setting and seed as ``losses`` says."""

    def train(setting, seeds):
        return [SimpleNamespace(final=lambda metric, s=s: losses(setting, s, metric)) for s in seeds]

    return train


def test_the_setting_with_the_best_mean_is_found():
    found = search.best_of([1, 2, 3], trained(lambda s, seed, metric: (s - 2) ** 2 + seed % 2))
    assert found.best == 2
    assert not found.at_edge
    assert set(found.scores) == {1, 2, 3}
    assert all(len(scores) == len(search.SEEDS) for scores in found.scores.values())


def test_accuracy_is_better_the_higher_it_is_and_an_edge_is_told():
    found = search.best_of(
        [1, 2, 3],
        trained(lambda s, seed, metric: s if metric == "val_accuracy" else -s),
        metric="val_accuracy",
    )
    assert (found.best, found.at_edge) == (3, True)


def test_a_run_that_diverged_is_the_worst():
    found = search.best_of([1, 2], trained(lambda s, seed, metric: float("nan") if s == 1 else 9.0))
    assert found.best == 2


def test_nothing_to_try_is_told():
    with pytest.raises(ValueError, match="at least one setting"):
        search.best_of([], trained(lambda *a: 0.0))
