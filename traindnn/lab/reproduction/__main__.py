"""Run the lecture's experiments again, and compare.

python -m traindnn.lab.reproduction [--seeds N] [--workers N] [--share S] [--output FILE]
"""

import argparse
import json
import math
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich import box
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

import traindnn.data
from traindnn.lab import device
from traindnn.lab.profile import Sizes
from traindnn.lab.reproduction.experiments import CONFIGURATIONS, EXPERIMENTS, METRICS
from traindnn.lab.reproduction.files import RECORD, save
from traindnn.lab.reproduction.record import Reproduction, Row, epoch_at
from traindnn.lab.reproduction.rerun import Workers, reproduce

FULL = (42_000, 18_000, 10_000)
"""Images for training, validation and test at the lecture's scale."""
SHOWN = ("val_loss", "val_accuracy")


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """What the command was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m traindnn.lab.reproduction",
        description="Run the lecture's experiments again at full scale, and compare with its values.",
    )
    parser.add_argument("--seeds", type=_count, default=10, metavar="N", help="seeds a configuration (10)")
    parser.add_argument("--workers", type=_count, metavar="N", help="processes (one a core, at most 8)")
    parser.add_argument(
        "--share", type=_share, default=1.0, metavar="S", help="share of images and epochs (1)"
    )
    parser.add_argument("--output", type=_record, default=RECORD, metavar="FILE", help="the record, .json")
    parser.add_argument(
        "--made", type=_facts, default={}, metavar="JSON", help="what else the record says of its making"
    )
    return parser.parse_args(argv)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"Expected a whole number of 1 or more. Received: {text}")
    return int(text)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = math.nan
    if not 0 < share <= 1:
        raise argparse.ArgumentTypeError(f"Expected a number above 0, up to 1. Received: {text}")
    return share


def _facts(text: str) -> dict[str, str]:
    try:
        return dict(json.loads(text))
    except (TypeError, ValueError):
        raise argparse.ArgumentTypeError(f"Expected names and values in JSON. Received: {text}") from None


def _record(text: str) -> Path:
    if not text.endswith(".json"):
        raise argparse.ArgumentTypeError(f"Expected a file name that ends in .json. Received: {text}")
    return Path(text)


def run(seeds: tuple[int, ...], share: float, workers: int, console: Console) -> Reproduction:
    """Train everything behind a progress bar; returns the `Reproduction`."""
    sizes = _sizes(share)
    data = traindnn.data.load("fashion_mnist", **sizes).scaled()
    console.print(f"{data.source.describe()} {len(data.x_train):,} images to train on.", soft_wrap=True)
    epochs = {name: epoch_at(what.epochs, share) for name, what in CONFIGURATIONS.items()}
    columns = TextColumn("epochs"), BarColumn(), TextColumn("{task.completed} of {task.total}")
    with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=console) as bar:
        task = bar.add_task("", total=0)
        side_by_side = Workers(
            workers,
            sizes,
            share,
            begun=lambda job: bar.update(task, total=(bar.tasks[task].total or 0) + epochs[job[0]]),
            done=lambda job: bar.advance(task, epochs[job[0]]),
        )
        return reproduce(data, seeds, share, None if device.is_accelerated() else side_by_side)


def _sizes(share: float) -> Sizes:
    """Numbers of images; at full scale nothing is left out, whatever the source holds."""
    train, validation, test = (max(100, round(n * share)) for n in FULL)
    return {"train": train, "validation": validation, "test": test} if share < 1 else {}


def comparison(found: Reproduction) -> Table:
    """The most telling values beside the lecture's, as a table for the terminal."""
    title = "On the validation part: ours (mean of seeds), the lecture's; ! outside what seeds explain"
    table = Table("cell", "what", title=title, box=box.SIMPLE, padding=(0, 1))
    for metric in SHOWN:
        table.add_column(METRICS[metric].removeprefix("final validation "), justify="right", no_wrap=True)
    cells = {(row["short"], row["metric"]): row for row in found.rows()}
    for experiment in EXPERIMENTS:
        shown = [_cell(cells[experiment.short, metric]) for metric in SHOWN]
        table.add_row(experiment.short, experiment.what, *shown)
    table.add_section()
    table.add_row("", "spread over the seeds", *(_number(found.spread(metric)) for metric in SHOWN))
    return table


def _cell(row: Row) -> str:
    lecture = "" if math.isnan(row["lecture"]) else _number(row["lecture"])
    return f"{_number(row['ours'])} {lecture:6}{' !' if row['outside'] else '  '}"


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.4f}"


def main(argv: Sequence[str] | None = None) -> int:
    """The command; returns its exit status."""
    asked = arguments(argv)
    console = Console()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        found = run(tuple(range(asked.seeds)), asked.share, asked.workers or min(cores, 8), console)
    except KeyboardInterrupt:
        console.print("Stopped. Nothing was written.")
        return 130
    save(replace(found, made=asked.made), asked.output)
    console.print(comparison(found))
    console.print(f"{found.seconds:.0f} s on {found.computed_on}. Written: {asked.output}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
