"""A run trained again from its record."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import torch

from cae.checks import Refused, shown, whole
from cae.data import Dataset, load_dataset
from cae.experiments.record import MOST_STEPS, Record
from cae.model import Autoencoder
from cae.trainer import Trainer


def replay(
    record: Record, to_step: int | None = None, *, data: Dataset | None = None, model: Autoencoder | None = None
) -> Trainer:
    """Train a run again: on the same machine, by the same version, to the same bits; elsewhere to rounding.

    Parameters
    ----------
    record : Record
    to_step : int, optional
        How many steps to take; by default those of the record. Beyond these the last settings go on.
    data : Dataset, optional
        The record's data set, if it is loaded already.
    model : Autoencoder, optional
        What the run began with, where that was no model of initial weights (``record.config.start``). It is trained.

    Returns
    -------
    Trainer
        At that step.

    Raises
    ------
    ValueError
        If ``to_step`` is no whole number of at least 0, a ``model`` is needed and none came, or ``data`` is another
        data set.
    Diverged
        If the training diverges, which it did not when the record was made.
    """
    if not isinstance(record, Record):
        raise Refused(f"record must be a Record, but {shown(record)} came.", "record")
    config = record.config
    last = whole(0, MOST_STEPS)("to_step", record.steps if to_step is None else to_step)
    if model is None and config.start:
        raise Refused(
            "model must be the one the run began with: its record names a model of an atlas, as start.", "model"
        )
    data = data or load_dataset(config.dataset)
    if data.name != config.dataset:
        raise Refused(f"data must be {config.dataset}, as the record says, but {data.name} came.", "data")
    if model is None:
        sizes = data.x_train.shape[1], config.hidden
        model = Autoencoder(sizes, config.activation, config.tied, config.output, config.seed)
    with threads(record.threads):
        trainer = Trainer(model, data.x_train, config.lam, config.lr, config.batch_size, config.seed)
        for change in record.changes:
            if change.step >= last:
                break
            trainer.run(change.step - trainer.step)
            setattr(trainer, change.name, change.value)
        return trainer.run(last - trainer.step)


@contextlib.contextmanager
def threads(count: int) -> Iterator[None]:
    """Let torch compute with so many threads in the block."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)
