import dataclasses
import inspect
import subprocess
import sys
from typing import get_type_hints

import keras
import numpy as np
import pytest

from traindnn.lab import device, models, training
from traindnn.lab.settings import Options, Settings, divisor, optimizer_settings
from traindnn.schedules import steps_per_epoch

pytestmark = pytest.mark.backend

SGD = keras.optimizers.SGD
FAST = {"epochs": 2, "batch_size": 16, "progress": False}


@pytest.fixture(scope="module")
def plain(tiny, tiny_model):
    return training.fit(tiny_model, tiny, **FAST)


def test_a_run_records_what_was_trained(tiny, tiny_model):
    run = training.fit(tiny_model, tiny, optimizer=SGD(0.1, momentum=0.9), seed=3, **FAST)
    assert run.settings["optimizer"] == {"name": "SGD", "learning_rate": 0.1, "momentum": 0.9}
    assert run.settings["epochs"] == 2
    assert run.source == "Three noisy patterns, drawn for a test."
    assert (run.seed, run.n_train, run.profile) == (3, 200, "quick")
    assert run.n_parameters == 17 * 8 + 9 * 8 + 9 * 3
    assert run.device == device.describe()
    assert keras.backend.backend() in run.backend
    assert set(run.history) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert len(run.seconds) == len(run.processor_seconds) == len(run.lr) == run.epochs == 2
    assert min(run.seconds) > 0
    assert min(run.processor_seconds) > 0
    assert run.lr == pytest.approx((0.1, 0.1))


def test_training_learns(tiny, tiny_model):
    run = training.fit(tiny_model, tiny, optimizer=SGD(0.1), epochs=8, progress=False)
    assert run.final("val_accuracy") > 0.8
    assert run.final("loss") < run.curve("loss")[0]


def test_the_same_seed_gives_the_same_numbers(tiny, tiny_model):
    def train():
        return training.fit(lambda: tiny_model(dropout=0.5), tiny, seed=1, **FAST)

    first, second = train(), train()
    assert first == second
    for a, b in zip(first.model.get_weights(), second.model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_another_seed_gives_other_numbers(tiny, tiny_model, plain):
    assert training.fit(tiny_model, tiny, seed=1, **FAST).history != plain.history


SCRIPT = """
import sys; sys.path.insert(0, {tests!r})
from lab.tiny import draw
from traindnn.lab import models, training
run = training.fit(lambda: models.mlp((4, 4), 3, (8, 8), dropout=0.5), draw(), epochs=2, seed=5)
print(repr(run.history))
"""


def test_the_same_seed_gives_the_same_numbers_in_another_process_and_no_stderr(tiny, tiny_model, request):
    script = SCRIPT.format(tests=str(request.path.parents[1]))
    other = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    here = training.fit(lambda: tiny_model(dropout=0.5), tiny, epochs=2, seed=5)
    assert other.stderr == ""
    assert other.stdout.strip() == repr(here.history)


@pytest.mark.skipif(keras.backend.backend() == "torch", reason="Keras runs single steps on PyTorch")
@pytest.mark.parametrize("together", [1, 5, 100])
def test_steps_in_one_call_change_no_number(tiny, tiny_model, together, plain):
    assert plain.settings["steps_per_execution"] == steps_per_epoch(200, 16) == 13
    other = training.fit(tiny_model, tiny, steps_per_execution=together, **FAST)  # 5 does not divide 13
    assert other.history == plain.history


# Whole epochs in one call, several steps in a call, and single steps: with a smaller last batch, with none,
# and where the whole epoch is one batch.
@pytest.mark.skipif(keras.backend.backend() == "torch", reason="Keras runs single steps on PyTorch")
@pytest.mark.parametrize(
    ("together", "batch_size", "used"),
    [("auto", 8, 25), ("auto", 17, 12), ("auto", 200, 1), (12, 17, 12), (4, 17, 4), (12, 8, 5), (4, 16, 1)],
)
def test_an_epoch_has_its_steps_and_no_more(tiny, tiny_model, together, batch_size, used):
    settings = {"batch_size": batch_size, "steps_per_execution": together, "epochs": 3, "progress": False}
    run = training.fit(tiny_model, tiny, **settings)
    assert int(run.model.optimizer.iterations) == 3 * steps_per_epoch(200, batch_size)
    assert run.settings["steps_per_execution"] == used


@pytest.mark.parametrize("batch_size", [8, 16, 17, 200])
@pytest.mark.parametrize("together", ["auto", 1, 4, 12])
def test_the_steps_of_a_call_divide_those_of_an_epoch(batch_size, together):
    settings = Settings(batch_size=batch_size, steps_per_execution=together)
    used = settings.execution(200, [])["steps_per_execution"]
    assert steps_per_epoch(200, batch_size) % used == 0
    assert together == "auto" or used <= together


@pytest.mark.parametrize(
    ("steps", "most", "largest"), [(13, 5, 1), (12, 5, 4), (2625, 512, 375), (7, 512, 7)]
)
def test_an_epoch_consists_of_whole_calls(steps, most, largest):
    assert divisor(steps, most) == largest


def test_the_partial_last_batch_is_trained_on(tiny, tiny_model):
    run = training.fit(tiny_model, tiny, log_gradients=True, epochs=1, batch_size=64, progress=False)
    assert int(run.model.optimizer.iterations) == steps_per_epoch(200, 64) == 4


class CountBatches(keras.callbacks.Callback):
    batches = 0

    def on_train_batch_end(self, batch, logs=None):
        self.batches += 1


def test_a_callback_that_looks_at_batches_sees_every_one(tiny, tiny_model):
    counter = CountBatches()
    run = training.fit(tiny_model, tiny, callbacks=[counter], **FAST)
    assert run.settings["steps_per_execution"] == 1
    assert counter.batches == 2 * 13


def test_an_optimizer_object_is_never_trained_with(tiny, tiny_model):
    optimizer = keras.optimizers.Adam(0.01)
    runs = training.fit_seeds(tiny_model, tiny, seeds=(0, 0), optimizer=optimizer, **FAST)
    assert int(optimizer.iterations) == 0
    assert runs[0] == runs[1]


@pytest.mark.parametrize("optimizer", ["sgd", SGD, SGD(0.01), lambda: SGD(0.01)])
def test_an_optimizer_may_be_a_name_a_class_an_object_or_a_function(optimizer):
    made = Settings(optimizer=optimizer).make_optimizer()
    assert made is not optimizer
    assert optimizer_settings(made) == {"name": "SGD", "learning_rate": 0.01}


def test_the_settings_of_an_optimizer_that_are_in_use_are_recorded():
    found = optimizer_settings(SGD(0.0, clipnorm=1.0, use_ema=True, ema_momentum=0.9))
    assert found == {
        "name": "SGD",
        "learning_rate": 0.0,
        "clipnorm": 1.0,
        "use_ema": True,
        "ema_momentum": 0.9,
    }


def test_the_rate_of_a_schedule_is_recorded(tiny, tiny_model):
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, decay_steps=13, decay_rate=0.5)
    run = training.fit(tiny_model, tiny, optimizer=SGD(schedule), **FAST)
    assert run.lr == pytest.approx((0.05, 0.025))


def test_the_rate_of_performance_scheduling_is_the_one_that_the_epoch_used(tiny, tiny_model):
    plateau = keras.callbacks.ReduceLROnPlateau(factor=0.5, patience=1, min_delta=100.0)
    run = training.fit(tiny_model, tiny, optimizer=SGD(0.1), epochs=3, callbacks=[plateau], progress=False)
    assert run.lr == pytest.approx((0.1, 0.1, 0.05))


def test_early_stopping_makes_the_run_shorter(tiny, tiny_model):
    stop = keras.callbacks.EarlyStopping(patience=1, min_delta=100.0)
    run = training.fit(tiny_model, tiny, epochs=9, callbacks=[stop], progress=False)
    assert run.epochs == 2
    assert "2 epochs of 200 images in batches of 16, seed 0" in run.describe()


def test_a_built_model_is_trained_further(tiny, tiny_model):
    first = training.fit(tiny_model, tiny, optimizer=SGD(0.1), epochs=1, progress=False)
    before = training.evaluate(first, tiny.x_val, tiny.y_val)["loss"]
    second = training.fit(first.model, tiny, optimizer=SGD(1e-9), **FAST)
    assert second.model is first.model
    assert second.final("val_loss") == pytest.approx(before, rel=1e-4)


def test_evaluate_agrees_with_the_last_epoch_and_predict_with_evaluate(tiny, plain):
    found = training.evaluate(plain, tiny.x_val, tiny.y_val)
    assert found["loss"] == pytest.approx(plain.final("val_loss"), rel=1e-5)
    p = training.predict(plain.model, tiny.x_val)
    assert np.mean(p.argmax(axis=1) == tiny.y_val) == pytest.approx(found["accuracy"])


@pytest.mark.parametrize(
    "options", [{}, {"batch_norm": ("before",), "dropout": 0.5, "kernel_regularizer": "l2"}]
)
def test_evaluate_and_predict_agree_with_keras(tiny, tiny_model, options, monkeypatch):
    monkeypatch.setattr(training, "EVALUATION_BATCH", 32)  # several batches, the last one smaller
    run = training.fit(lambda: tiny_model(**options), tiny, **FAST)
    expected = run.model.evaluate(tiny.x_val, tiny.y_val, verbose=0, return_dict=True)
    assert training.evaluate(run, tiny.x_val, tiny.y_val) == pytest.approx(expected, rel=1e-5)
    outputs = run.model.predict(tiny.x_val, verbose=0)
    np.testing.assert_allclose(training.predict(run, tiny.x_val), outputs, rtol=1e-5)


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="the other backends trace otherwise")
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_training_step_is_traced_once(tiny, tiny_model, optimizer):
    traced = []

    class Counted(keras.Sequential):
        def train_step(self, data):
            traced.append(data)
            return super().train_step(data)

    training.fit(
        lambda: Counted([keras.Input((4, 4)), *tiny_model().layers]), tiny, optimizer=optimizer, **FAST
    )
    assert len(traced) == 1


def test_mixed_precision_is_off_unless_asked_for(tiny, tiny_model, plain):
    mixed = training.fit(tiny_model, tiny, mixed_precision=True, log_gradients=True, **FAST)
    assert {layer.compute_dtype for layer in plain.model.layers} == {"float32"}
    assert np.isfinite(mixed.gradients.global_norm).any()
    assert mixed.model.get_layer("hidden_1").compute_dtype == "float16"
    assert mixed.model.get_layer("output").compute_dtype == "float32"
    assert keras.config.dtype_policy().name == "float32"


def test_images_that_are_not_float_are_an_error_that_says_what_to_do(tiny, tiny_model):
    raw = dataclasses.replace(tiny, x_train=tiny.x_train.astype("uint8"))
    with pytest.raises(ValueError, match=r"data.scaled\(\) or data.standardized\(\). Received: dtype=uint8"):
        training.fit(tiny_model, raw, **FAST)


def test_numbers_that_are_not_positive_are_errors(tiny, tiny_model):
    with pytest.raises(ValueError, match="Received: epochs=0"):
        training.fit(tiny_model, tiny, epochs=0)
    with pytest.raises(ValueError, match="Received: batch_size=-1"):
        training.fit_seeds(tiny_model, tiny, batch_size=-1)


def test_several_seeds_have_a_mean_and_a_spread(tiny, tiny_model, plain):
    runs = training.fit_seeds(tiny_model, tiny, seeds=(1, 0), **FAST)
    assert runs[1] == plain
    finals = [run.final("val_loss") for run in runs]
    assert runs.final("val_loss") == pytest.approx((np.mean(finals), np.std(finals, ddof=1)))


def plateau():
    return keras.callbacks.ReduceLROnPlateau(factor=0.5, patience=1, min_delta=100.0)


def stop():
    return keras.callbacks.EarlyStopping(patience=1, min_delta=100.0, restore_best_weights=True)


@pytest.mark.parametrize(
    "settings",
    [
        {"optimizer": keras.optimizers.Adam(0.01)},
        {"optimizer": SGD(0.1, momentum=0.9), "callbacks": (plateau,), "log_gradients": True},
        {"optimizer": SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 13, 0.5)), "callbacks": (stop,)},
    ],
    ids=["adam", "plateau", "schedule"],
)
def test_each_of_several_seeds_gives_what_it_gives_alone(tiny, tiny_model, settings):
    def build():
        return tiny_model(batch_norm=("before",), dropout=0.5)

    settings = FAST | {"epochs": 3} | settings
    runs = training.fit_seeds(build, tiny, seeds=(4, 2, 7), **settings)
    for run in runs:
        alone = training.fit(build, tiny, seed=run.seed, **settings)
        assert run == alone
        for a, b in zip(run.model.variables, alone.model.variables, strict=True):
            np.testing.assert_array_equal(a, b)
        assert training.evaluate(run, tiny.x_val, tiny.y_val) == training.evaluate(
            alone, tiny.x_val, tiny.y_val
        )
        if settings.get("log_gradients"):
            np.testing.assert_array_equal(run.gradients.norms, alone.gradients.norms)


def test_the_models_of_several_seeds_are_their_own(tiny, tiny_model):
    runs = training.fit_seeds(tiny_model, tiny, seeds=(0, 1), **FAST)
    assert runs[0].model is not runs[1].model
    weights = [run.model.get_weights()[0] for run in runs]
    assert not np.array_equal(*weights)


def test_several_seeds_need_a_function_that_builds_the_model(tiny, tiny_model):
    with pytest.raises(ValueError, match="a function that builds the model"):
        training.fit_seeds(tiny_model(), tiny, **FAST)
    with pytest.raises(ValueError, match="at least one seed"):
        training.fit_seeds(tiny_model, tiny, seeds=(), **FAST)


def test_arguments_by_name_have_the_types_of_the_settings():
    assert get_type_hints(Options) == get_type_hints(Settings)


def test_options_of_the_lectures_network_have_the_types_of_the_arguments_of_mlp():
    by_name = [p for p in inspect.signature(models.mlp).parameters.values() if p.kind is p.KEYWORD_ONLY]
    assert get_type_hints(models.MlpOptions) == {p.name: p.annotation for p in by_name}
