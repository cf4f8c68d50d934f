"""The twin of a checkpoint at λ = 0: trained again from what the file tells of its training, while somebody looks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from cae.data import DataError, load_dataset
from cae.experiments.record import Change, Record
from cae.inspectors.reference import Reference
from cae.model import Autoencoder
from cae.runs.beginning import first_model
from cae.trainer import Diverged, Trainer

MOST_STEPS = 20_000
PIECE_S = 0.05  # between two pauses
SHOWN = (0.1, 0.5, 1.0)  # of its steps, at which it is shown as far as it is


class Retrained(Reference):
    """A model that went through the steps of another, at λ = 0.

    Parameters
    ----------
    record : Record
        Of the other's training.
    like : Autoencoder
        The other.
    clock : callable
        Seconds, monotonic.
    """

    def __init__(self, record: Record, like: Autoencoder, clock: Callable[[], float] = time.monotonic) -> None:
        first = "from seed {seed}" if not record.config.start else "from where it began"
        self._from = first.format(seed=record.config.seed)
        super().__init__(f"none yet: its twin at λ = 0 is being trained, {self._from}")
        self._record, self._like, self._clock = record, like, clock
        self._trainer: Trainer | None = None
        self._changes = [change for change in record.changes if change.name != "lam"]
        self._over = False

    def train(self) -> Iterator[str | None]:
        """Train on, in pieces; after one that has changed what is shown comes ``reference``, after the others None."""
        if self._over:
            return
        try:
            yield from self._train()
        except Diverged as error:
            self.words, self.model = f"none: the twin at λ = 0 diverged at step {error.step:,}", None
        except (DataError, ValueError) as error:
            self.words, self.model = f"none: its twin at λ = 0 can’t be trained here ({str(error).rstrip('.')})", None
        self._over = True
        yield "reference"

    def _train(self) -> Iterator[str | None]:
        record = self._record
        if self._trainer is None:
            data, config = load_dataset(record.config.dataset), record.config
            model = first_model(config, data)
            self._trainer = Trainer(model, data.x_train, 0.0, config.lr, config.batch_size, config.seed)
        trainer = self._trainer
        marks = [mark for share in SHOWN if (mark := int(share * record.steps)) > trainer.step]
        while trainer.step < record.steps:
            until = self._clock() + PIECE_S
            while trainer.step < marks[0] and self._clock() < until:
                self._change(trainer)
                trainer.train_step()
            if trainer.step < marks[0]:
                yield None
            elif trainer.step < record.steps:
                marks.pop(0)
                self._show(trainer)
                yield "reference"
        self._show(trainer)

    def _change(self, trainer: Trainer) -> None:
        """Learning rate and batch size are the other's at the same step."""
        while self._changes and self._changes[0].step <= trainer.step:
            change: Change = self._changes.pop(0)
            setattr(trainer, change.name, change.value)

    def _show(self, trainer: Trainer) -> None:
        """From now on it is the model as it is: a copy, for it trains on."""
        trainer.check()
        like = self._like
        model = Autoencoder(like.sizes, like.activation.name, like.tied, like.output)
        model.load_state_dict(trainer.model.state_dict())
        self.model = model.to(like.W[0].dtype)
        whole = trainer.step == self._record.steps
        where = (
            f"for as many steps, {trainer.step:,}" if whole else f"at step {trainer.step:,} of {self._record.steps:,}"
        )
        self.words = f"its twin at λ = 0, retrained {self._from}: {where}"


def of_checkpoint(record: Record | None, like: Autoencoder) -> Reference:
    """Of the model of a checkpoint: its twin, if it tells how it was trained.

    Parameters
    ----------
    record : Record or None
        What the file holds of that.
    like : Autoencoder
        The model.
    """
    if record is None:
        return Reference("none: this checkpoint does not tell with which seed, on which images it was trained")
    config = record.config
    one = (like.sizes[1:], like.activation.name, like.tied, like.output)
    if one != ((config.hidden,), config.activation, config.tied, config.output):
        return Reference("none: what this checkpoint tells of its training is of another model")
    if all(lam == 0 for lam in (config.lam, *(change.value for change in record.changes if change.name == "lam"))):
        return Reference("none: this model was trained at λ = 0 itself")
    if record.steps > MOST_STEPS:
        took = f"this model took {record.steps:,} steps, and a twin at λ = 0 is trained here for up to {MOST_STEPS:,}"
        return Reference(f"none: {took}")
    return Retrained(record, like)
