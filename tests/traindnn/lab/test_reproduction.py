"""The lecture's experiments, run again: the table, the windows, the runs that are shared, the files."""

import json
import math

import keras
import numpy as np
import pytest
from scipy import stats

import traindnn.data
from traindnn.lab.reproduction import __main__ as command
from traindnn.lab.reproduction import files, record, rerun
from traindnn.lab.reproduction.experiments import CONFIGURATIONS, EXPERIMENTS, METRICS

STEPS = 26_250
"""Steps in ten of the lecture's epochs."""


def made_up(val_loss, seed=0):
    """A run with these validation losses; its other values are told apart by their order."""
    losses = [float(v) for v in val_loss]
    history = {
        "loss": [v / 2 for v in losses],
        "accuracy": [1 - v / 2 for v in losses],
        "val_loss": losses,
        "val_accuracy": [1 - v for v in losses],
    }
    return {
        "history": history,
        "lr": [0.01] * len(losses),
        "seconds": [1.0] * len(losses),
        "test": {"loss": min(losses) + seed / 100, "accuracy": 0.9 - seed / 100},
    }


def falling(n, seed=0):
    return np.linspace(1, 0.5, n) + seed / 1000


def all_made_up(todo):
    return [((name, seed), made_up(falling(CONFIGURATIONS[name].epochs, seed), seed)) for name, seed in todo]


@pytest.fixture(scope="module")
def small():
    return traindnn.data.load("fashion_mnist", train=64, validation=32, test=32).scaled()


@pytest.fixture
def found(small):
    return rerun.reproduce(small, seeds=(0, 1, 2), run_all=all_made_up)


# ---- the table


def test_the_table_holds_the_thirteen_runs_of_the_lecture():
    assert len([e for e in EXPERIMENTS if e.cell]) == len({e.cell for e in EXPERIMENTS if e.cell}) == 13
    assert {e.configuration for e in EXPERIMENTS} == set(CONFIGURATIONS)
    assert len({e.short for e in EXPERIMENTS}) == len(EXPERIMENTS)


@pytest.mark.parametrize("experiment", [e for e in EXPERIMENTS if e.cell], ids=lambda e: e.short)
def test_reported_values_fit_each_other(experiment):
    reported = experiment.reported
    assert list(reported) == list(METRICS)[: len(reported)]
    assert len(reported) in (6, 8)
    assert reported["best_val_loss"] <= reported["val_loss"]
    assert all(0 < value < 1 for value in reported.values())


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda e: e.short)
def test_windows_lie_within_their_runs(experiment):
    first, last = experiment.window
    assert 0 <= first < last <= CONFIGURATIONS[experiment.configuration].epochs


@pytest.mark.parametrize(
    ("name", "step", "rate"),
    [
        ("power", 10_000, 0.005),  # half after s steps
        ("power", 20_000, 0.01 / 3),
        ("exponential, as coded", 20 * 2_625 / 16, 0.001),
        ("exponential, as intended", 20 * 2_625, 0.001),
    ],
)
def test_decay_steps_are_the_lectures(name, step, rate):
    assert float(CONFIGURATIONS[name].lr(STEPS)(step)) == pytest.approx(rate, rel=1e-5)


def test_a_shorter_run_has_the_same_schedule():
    for name in ("power", "exponential, as coded", "exponential, as intended"):
        lr = CONFIGURATIONS[name].lr
        assert float(lr(STEPS)(5_000)) == pytest.approx(float(lr(STEPS / 10)(500)), rel=1e-5)


# ---- windows


def test_a_window_reports_its_last_and_its_best_epoch():
    run = made_up([0.9, 0.5, 0.7, 0.6, 0.4, 0.8])
    values = record.summary(run, (2, 4))
    assert values["val_loss"] == 0.6
    assert values["best_val_loss"] == 0.6
    assert values["loss"] == 0.3
    values = record.summary(run, (0, 4))
    assert (values["val_loss"], values["best_val_loss"], values["best_val_accuracy"]) == (0.6, 0.5, 0.5)


def test_test_values_are_known_only_where_the_best_weights_are():
    run = made_up([0.9, 0.5, 0.7, 0.6, 0.4, 0.8])
    assert math.isnan(record.summary(run, (0, 4))["test_loss"])
    assert record.summary(run, (0, 6))["test_loss"] == run["test"]["loss"]


def test_a_run_that_stopped_early_reports_its_last_epoch():
    assert record.summary(made_up([0.9, 0.5, 0.7]), (0, 10))["val_loss"] == 0.7
    assert record.summary(made_up([0.9, 0.5, 0.7]), (10, 15))["val_loss"] == 0.7


def test_windows_shrink_with_the_run():
    run = made_up([0.9, 0.8, 0.7, 0.6])  # of 20 epochs, a fifth
    assert record.summary(run, (0, 10), share=0.2)["val_loss"] == 0.8
    assert record.summary(run, (10, 15), share=0.2)["val_loss"] == 0.7
    assert record.summary(run, (0, 20), share=0.2)["val_loss"] == 0.6


# ---- runs that are shared


def keras_acts(what, losses):
    """Whether Keras's own callbacks stop or slow a model down that has these losses."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.01), "mse")
    callbacks = []
    if what.stop:
        callbacks.append(keras.callbacks.EarlyStopping(patience=what.stop))
    if what.plateau:
        callbacks.append(keras.callbacks.ReduceLROnPlateau(patience=what.plateau))
    for callback in callbacks:
        callback.set_model(model)
        callback.on_train_begin()
    model.stop_training = False
    for epoch, loss in enumerate(losses):
        for callback in callbacks:
            callback.on_epoch_end(epoch, {"val_loss": loss})
    return model.stop_training or float(model.optimizer.learning_rate) < 0.009


@pytest.mark.parametrize("name", ["early stopping", "performance, as coded", "performance, as intended"])
@pytest.mark.parametrize("seed", range(20))
def test_acts_agrees_with_the_callbacks_of_keras(name, seed):
    rng, what = np.random.default_rng(seed), CONFIGURATIONS[name]
    losses = np.round(1 - 0.02 * np.arange(what.epochs) + 0.1 * rng.standard_normal(what.epochs), 3)
    assert rerun.acts(name, losses) == keras_acts(what, losses)


def test_a_stall_below_keras_tolerance_counts_for_the_schedule_alone():
    losses = 1 - 0.00001 * np.arange(10)  # together less than 0.0001
    assert not rerun.acts("early stopping", losses)
    assert rerun.acts("performance, as coded", losses)


def test_a_callback_that_never_acts_shares_the_run(found):
    assert found.shared("performance, as coded") == "constant"
    assert found.shared("case study") == "batch norm"
    assert found.shared("power") is None


def test_a_callback_that_acts_is_trained(small):
    asked = []

    def stalls_with_seed_1(todo):
        asked.extend(todo)
        for name, seed in todo:
            losses = falling(CONFIGURATIONS[name].epochs, seed)
            if seed == 1 and name == "constant":
                losses[3:] = losses[2] + 0.1
            yield (name, seed), made_up(losses, seed)

    found = rerun.reproduce(small, seeds=(0, 1), run_all=stalls_with_seed_1)
    like_constant = [name for name, what in CONFIGURATIONS.items() if what.like == "constant"]
    assert {(name, 1) for name in like_constant} <= set(asked)
    assert not {(name, 0) for name in like_constant} & set(asked)
    assert found.shared("performance, as coded") is None


@pytest.mark.backend
def test_until_a_callback_acts_the_runs_are_the_same_digit_for_digit(small):
    plain = rerun.train("constant", small, seed=3, share=0.2)
    for name in ("early stopping", "performance, as coded"):
        other = rerun.train(name, small, seed=3, share=0.2)
        n = len(other["history"]["val_loss"])
        assert other["history"]["val_loss"] == plain["history"]["val_loss"][:n]
    assert len(plain["history"]["val_loss"]) == 4


@pytest.mark.backend
def test_training_keeps_the_best_weights(small):
    run = rerun.train("constant", small, seed=0, share=0.1)
    assert set(run["test"]) == {"loss", "accuracy"}
    assert set(run["history"]) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    with pytest.raises(ValueError, match="Expected `name`"):
        rerun.train("nothing", small)


# ---- beside the lecture's values


def test_spread_counts_each_configuration_once(found):
    # Every run of seed k is shifted by k / 1000, so each spread over the seeds 0, 1, 2 is 0.001.
    assert found.spread("val_loss") == pytest.approx(0.001)


def test_a_row_has_the_interval_in_which_a_single_run_lies(found):
    half = stats.t.ppf(0.975, 2) * 0.001 * math.sqrt(4 / 3)
    for row in found.rows():
        if row["metric"] == "val_loss":
            assert (row["low"], row["high"]) == pytest.approx((row["ours"] - half, row["ours"] + half))


def test_a_row_is_outside_if_chance_would_hardly_put_one_of_all_values_there(found):
    values = sum(len(e.reported) for e in EXPERIMENTS)
    quantile = stats.t.ppf(1 - 0.025 / values, 2)
    for row in found.rows():
        half = quantile * row["sd"] * math.sqrt(4 / 3)
        assert row["outside"] == (abs(row["difference"]) > half)
        assert math.isnan(row["lecture"]) == math.isnan(row["difference"]) or math.isnan(row["ours"])


def test_one_seed_says_nothing_about_chance(small):
    found = rerun.reproduce(small, seeds=(0,), run_all=all_made_up)
    assert math.isnan(found.spread("val_loss"))
    assert not any(row["outside"] for row in found.rows())


# ---- files and the command


def test_the_record_comes_back_as_it_was(found, tmp_path):
    files.save(found, tmp_path / "a" / "results.json")
    again = files.load(tmp_path / "a" / "results.json")
    assert json.dumps(again.rows()) == json.dumps(found.rows())
    assert again.seeds == found.seeds
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["results.json"]


def test_no_record_and_one_of_another_table_are_none(found, tmp_path):
    assert files.load(tmp_path / "results.json") is None
    files.save(found, tmp_path / "results.json")
    stored = json.loads((tmp_path / "results.json").read_text())
    stored["runs"]["another"] = []
    (tmp_path / "results.json").write_text(json.dumps(stored))
    assert files.load(tmp_path / "results.json") is None


def test_an_interrupted_save_leaves_the_old_record(found, tmp_path, monkeypatch):
    path = tmp_path / "results.json"
    files.save(found, path)
    before = path.read_text()

    def full_disk(*args, **kwargs):
        raise OSError("No space left on device")

    monkeypatch.setattr(files.Path, "write_text", full_disk)
    with pytest.raises(OSError, match="No space"):
        files.save(found, path)
    assert path.read_text() == before
    assert [p.name for p in tmp_path.iterdir()] == ["results.json"]


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("--seeds", "0", "whole number of 1 or more"),
        ("--workers", "two", "whole number of 1 or more"),
        ("--share", "1.5", "above 0, up to 1"),
        ("--share", "all", "above 0, up to 1"),
        ("--output", "results.txt", "ends in .json"),
        ("--made", "today", "names and values in JSON"),
    ],
)
def test_a_wrong_option_is_explained(option, value, expected, capsys):
    with pytest.raises(SystemExit) as stopped:
        command.arguments([option, value])
    assert stopped.value.code == 2
    message = capsys.readouterr().err
    assert expected in message
    assert f"Received: {value}" in message


def test_the_command_writes_what_it_found(found, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(command, "run", lambda *asked: found)
    assert command.main(["--output", str(tmp_path / "r.json"), "--made", '{"date": "2026-12-01"}']) == 0
    assert files.load(tmp_path / "r.json").made == {"date": "2026-12-01"}
    shown = capsys.readouterr().out
    assert "power scheduling" in shown
    assert files.load(tmp_path / "r.json").seeds == found.seeds


def test_stopping_the_command_writes_nothing(tmp_path, monkeypatch, capsys):
    def stopped(*asked):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "run", stopped)
    assert command.main(["--output", str(tmp_path / "r.json")]) == 130
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_processes_side_by_side_find_what_one_finds(small):
    begun, done = [], []
    sizes = {"train": 64, "validation": 32, "test": 32}
    todo = [("constant", 0), ("batch norm", 1)]
    side_by_side = dict(rerun.Workers(2, sizes, 0.1, begun.append, done.append)(todo))
    assert begun == todo
    assert sorted(done) == sorted(todo)
    for name, seed in todo:
        alone = rerun.train(name, small, seed, 0.1)
        np.testing.assert_allclose(
            side_by_side[name, seed]["history"]["val_loss"], alone["history"]["val_loss"], rtol=1e-4
        )


def test_no_job_needs_no_process():
    assert list(rerun.Workers(2, {}, 1.0)([])) == []
