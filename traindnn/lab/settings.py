"""What a training run may be asked for, and how each setting takes effect."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

import keras

from traindnn import expect
from traindnn.lab import device, keras_private
from traindnn.lab.types import Build, Callbacks, LossLike, OptimizerLike
from traindnn.schedules import steps_per_epoch

MOST_STEPS = 512
"""Training steps in one call of the backend: beyond that, the call itself costs next to nothing."""
FEW_STEPS = 32
"""With fewer of them in one call, the calls themselves would take noticeable time."""
BATCH_HOOKS = ("on_train_batch_begin", "on_train_batch_end", "on_batch_begin", "on_batch_end")


class CommonOptions(TypedDict, total=False):
    """The fields of `Settings` as arguments by name, those that the two stages of `transfer` share."""

    batch_size: int
    loss: LossLike
    metrics: Sequence[str | keras.metrics.Metric]
    callbacks: Callbacks
    steps_per_execution: int | Literal["auto"]
    jit_compile: bool | Literal["auto"]
    mixed_precision: bool
    log_gradients: bool


class Options(CommonOptions, total=False):
    """The fields of `Settings` as arguments by name."""

    optimizer: OptimizerLike
    epochs: int


class Execution(TypedDict):
    """The arguments of ``compile`` that change the speed and nothing else."""

    steps_per_execution: int
    jit_compile: bool | Literal["auto"]


class Record(TypedDict):
    """Settings as plain data."""

    model: str
    """Name of the function that builds the model."""
    optimizer: dict[str, object]
    """Its name, its learning rate, and those of its settings that are in use."""
    epochs: int
    batch_size: int
    loss: str | dict[str, object]
    mixed_precision: bool


@dataclass(frozen=True)
class Settings:
    """What `training.fit` may be asked for, beside model, data and seed."""

    optimizer: OptimizerLike = "sgd"
    """Name, ``keras.optimizers.Optimizer``, or function that makes one. An optimizer carries state, so each
    run trains with a copy made from its settings, never with the object itself."""
    epochs: int = 10
    """Passes over the training part, at most."""
    batch_size: int = 16
    """Samples in a mini-batch."""
    loss: LossLike = "sparse_categorical_crossentropy"
    """As in ``keras.Model.compile``."""
    metrics: Sequence[str | keras.metrics.Metric] = ("accuracy",)
    """As in ``keras.Model.compile``."""
    callbacks: Callbacks = ()
    """Keras callbacks, or functions that make one; an object is used by all runs, one after another."""
    steps_per_execution: int | Literal["auto"] = "auto"
    """Training steps in one call of the backend: more is faster, and callbacks see only the last of them.
    This is an upper limit: an epoch consists of whole calls, so the number used is the largest that divides
    its steps. "auto": up to 512, or the whole epoch where only small numbers divide it; 1 if a callback looks
    at single batches, or with PyTorch, which takes no more."""
    jit_compile: bool | Literal["auto"] = "auto"
    """Whether to compile the step with XLA. "auto": not with TensorFlow on a CPU, else as Keras decides."""
    mixed_precision: bool = False
    """Whether to compute in half precision, with weights in single precision; pays on a GPU only."""
    log_gradients: bool = False
    """Whether to record the gradient norms of each step, before clipping."""

    def __post_init__(self) -> None:
        expect.positive(epochs=self.epochs, batch_size=self.batch_size)

    def make_optimizer(self) -> keras.optimizers.Optimizer:
        """An optimizer without history, of its own for each run."""
        if isinstance(self.optimizer, keras.optimizers.Optimizer):
            return keras.optimizers.deserialize(keras.optimizers.serialize(self.optimizer))
        return keras.optimizers.get(self.optimizer if isinstance(self.optimizer, str) else self.optimizer())

    def make_callbacks(self) -> list[keras.callbacks.Callback]:
        """The callbacks of one run."""
        return [c if isinstance(c, keras.callbacks.Callback) else c() for c in self.callbacks]

    def make_model(self, model: keras.Model | Build) -> keras.Model:
        """The model of one run: as given, or built, in half precision if asked for."""
        if isinstance(model, keras.Model):
            return model
        usual = keras.config.dtype_policy()
        keras.config.set_dtype_policy("mixed_float16" if self.mixed_precision else usual)
        try:
            return model()
        finally:
            keras.config.set_dtype_policy(usual)

    def execution(self, n_train: int, callbacks: Sequence[keras.callbacks.Callback]) -> Execution:
        """The arguments of ``compile`` that change the speed and nothing else."""
        backend = keras.backend.backend()
        steps, jit = self.steps_per_execution, self.jit_compile
        in_epoch = steps_per_epoch(n_train, self.batch_size)
        if steps == "auto":
            singly = backend == "torch" or any(map(looks_at_batches, callbacks))
            steps = 1 if singly else divisor(in_epoch, MOST_STEPS)
            if not singly and steps < FEW_STEPS:  # a large prime, say
                steps = in_epoch
        steps = divisor(in_epoch, steps)
        if jit == "auto" and backend == "tensorflow" and not device.is_accelerated():
            jit = False
        return {"steps_per_execution": steps, "jit_compile": jit}

    def record(
        self, model: keras.Model | Build, built: keras.Model, optimizer: keras.optimizers.Optimizer
    ) -> Record:
        """The settings as plain data, for the run's record."""
        loss = (
            self.loss if isinstance(self.loss, str) else keras.losses.serialize(keras.losses.get(self.loss))
        )
        return {
            "model": model_name(model, built),
            "optimizer": optimizer_settings(optimizer),
            "epochs": self.epochs,
            "batch_size": self.batch_size,
            "loss": loss,
            "mixed_precision": self.mixed_precision,
        }


def divisor(steps: int, most: int) -> int:
    """The largest divisor of ``steps`` that is not above ``most``."""
    return max(n for n in range(1, min(most, steps) + 1) if steps % n == 0)


def optimizer_settings(optimizer: keras.optimizers.Optimizer) -> dict[str, object]:
    """Name of an optimizer and those of its settings that are in use, as plain data."""
    config = keras.optimizers.serialize(optimizer)["config"]
    lr = config["learning_rate"]
    lr = float(f"{lr:.7g}") if isinstance(lr, float) else lr  # 0.1, not its nearest float32
    unused = {"name", "learning_rate"} | (set() if config["use_ema"] else {"ema_momentum"})
    used = {key: value for key, value in config.items() if value and key not in unused}
    return {"name": type(optimizer).__name__, "learning_rate": lr, **used}


def looks_at_batches(callback: keras.callbacks.Callback) -> bool:
    """Whether a callback does anything at the single training batch."""
    return any(
        getattr(type(callback), hook) is not getattr(keras.callbacks.Callback, hook) for hook in BATCH_HOOKS
    )


def model_name(model: keras.Model | Build, built: keras.Model) -> str:
    """Name of the function that builds the model; for a lambda, that of the model without Keras's counter."""
    name = getattr(model, "__name__", "<lambda>")
    return keras_private.without_counter(built.name) if name == "<lambda>" else name
