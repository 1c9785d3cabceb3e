import numpy as np
import pytest

from traindnn.lab.runs import Run, Runs


def record(val_loss, seed=0, seconds=(9.0, 1.0, 2.0)):
    return Run(
        settings={"model": "mlp", "optimizer": {"name": "SGD"}, "batch_size": 16},
        seed=seed,
        source="",
        n_train=1_000,
        n_parameters=1,
        history={"loss": tuple(val_loss), "val_loss": tuple(val_loss)},
        lr=(0.1,) * len(val_loss),
        profile="quick",
        backend="",
        device="",
        seconds=seconds,
    )


def test_the_best_epoch_counts_from_1_and_the_first_of_a_tie_wins():
    run = record([3.0, 1.0, 2.0, 1.0])
    assert (run.best_epoch, run.best(), run.final()) == (2, 1.0, 1.0)


def test_an_epoch_without_a_number_is_not_the_best():
    assert record([2.0, np.nan, 3.0]).best_epoch == 1


def test_the_first_epoch_does_not_count_for_the_time_of_an_epoch():
    run = record([1.0, 1.0, 1.0])
    assert (run.first_epoch_seconds, run.seconds_per_epoch) == (9.0, 1.5)
    assert record([1.0], seconds=(4.0,)).seconds_per_epoch == 4.0


def test_times_make_no_difference_to_equality():
    assert record([1.0], seconds=(4.0,)) == record([1.0], seconds=(5.0,))
    assert record([1.0]) != record([1.1])


def test_an_unknown_metric_is_an_error_that_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"'loss' or 'val_loss'. Received: metric='auc'"):
        record([1.0]).final("auc")


def test_mean_and_spread_are_over_the_epochs_that_all_runs_reached():
    runs = Runs((record([1.0, 2.0, 9.0]), record([3.0, 6.0], seed=1)))
    np.testing.assert_allclose(runs.mean(), [2, 4])
    np.testing.assert_allclose(runs.spread(), [np.sqrt(2), np.sqrt(8)])
    assert runs.epochs == 2
    assert runs.final() == pytest.approx((7.5, np.sqrt(4.5)))
    assert runs.best() == pytest.approx((2.0, np.sqrt(2)))
    assert (len(runs), runs.seeds) == (2, (0, 1))
    assert runs.describe().endswith("seeds 0, 1")


def test_one_seed_has_no_spread():
    runs = Runs((record([1.0, 2.0]),))
    np.testing.assert_array_equal(runs.spread(), [0, 0])
    assert runs.final() == (2.0, 0.0)
    assert runs.seconds_per_epoch == 1.5
