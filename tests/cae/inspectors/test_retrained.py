"""The twin of a checkpoint: the same steps at λ = 0, in pieces."""

from dataclasses import replace

import pytest
import torch

from cae import Autoencoder, Trainer, checkpoint, load_dataset
from cae.config import RunConfig
from cae.data import DataError
from cae.experiments.record import Change, Record
from cae.inspectors import library, retrained
from cae.inspectors.retrained import MOST_STEPS, Retrained, of_checkpoint
from cae.trainer import Diverged
from tests.helpers.fakes import Clock
from tests.helpers.units_files import a_checkpoint

CONFIG = RunConfig(dataset="digits", hidden=8, lam=0.5, lr=0.01, batch_size=32, seed=4)
CHANGES = (Change(7, "lam", 2.0), Change(12, "lr", 0.002), Change(20, "batch_size", 64))
RECORD = Record(CONFIG, CHANGES, 40)
LIKE = Autoencoder((64, 8), CONFIG.activation, CONFIG.tied, CONFIG.output)


@pytest.fixture(autouse=True)
def _no_gradients():
    with torch.no_grad():
        yield


def trained(steps: int) -> Trainer:
    """What it has to become."""
    data = load_dataset("digits")
    trainer = Trainer(Autoencoder((64, 8), seed=4), data.x_train, 0.0, 0.01, 32, 4)
    for step in range(steps):
        for change in CHANGES[1:]:
            if change.step == step:
                setattr(trainer, change.name, change.value)
        trainer.train_step()
    return trainer


def test_it_goes_through_the_same_steps_at_lambda_0_and_is_shown_on_its_way():
    twin = of_checkpoint(RECORD, LIKE)
    assert isinstance(twin, Retrained)
    assert (twin.model, twin.words) == (None, "none yet: its twin at λ = 0 is being trained, from seed 4")
    seen = []
    for said in twin.train():
        if said == "reference":
            seen.append(twin.words)
            steps = (4, 20, 40)[len(seen) - 1]
            assert torch.equal(twin.model.W[0], trained(steps).model.W[0])
    assert seen == [
        "its twin at λ = 0, retrained from seed 4: at step 4 of 40",
        "its twin at λ = 0, retrained from seed 4: at step 20 of 40",
        "its twin at λ = 0, retrained from seed 4: for as many steps, 40",
    ]
    assert list(twin.train()) == [], "it is there"


def test_what_is_shown_stays_while_it_trains_on():
    twin = Retrained(RECORD, LIKE)
    pieces = twin.train()
    while next(pieces) is None:
        pass
    model, weights = twin.model, twin.model.W[0].clone()
    while next(pieces) is None:
        pass
    assert twin.model is not model
    assert torch.equal(model.W[0], weights)


def test_others_have_their_turn_while_it_trains_and_it_goes_on_where_it_was():
    clock = Clock()

    class Ticking(Clock):
        def __call__(self) -> float:
            self.now += retrained.PIECE_S / 3
            return super().__call__()

    twin = Retrained(RECORD, LIKE, Ticking())
    pieces = twin.train()
    for _ in range(5):
        next(pieces)
    pieces.close()
    assert list(twin.train())[-1] == "reference"
    assert torch.equal(twin.model.W[0], trained(40).model.W[0])
    assert (
        len(list(Retrained(RECORD, LIKE, Ticking()).train())) > 15 > len(list(Retrained(RECORD, LIKE, clock).train()))
    )


def test_the_dtype_is_that_of_the_model_it_stands_beside():
    twin = Retrained(RECORD, Autoencoder((64, 8)).double())
    list(twin.train())
    assert twin.model.W[0].dtype == torch.float64


@pytest.mark.parametrize(
    ("record", "like", "words"),
    [
        (None, LIKE, "none: this checkpoint does not tell with which seed, on which images it was trained"),
        (RECORD, Autoencoder((64, 9)), "none: what this checkpoint tells of its training is of another model"),
        (RECORD, Autoencoder((64, 8, 4)), "none: what this checkpoint tells of its training is of another model"),
        (Record(CONFIG.with_(lam=0.0), (), 40), LIKE, "none: this model was trained at λ = 0 itself"),
        (replace(RECORD, steps=MOST_STEPS + 1), LIKE,
         "none: this model took 20,001 steps, and a twin at λ = 0 is trained here for up to 20,000"),
    ],
)  # fmt: skip
def test_where_there_is_none_it_is_said_why(record, like, words):
    found = of_checkpoint(record, like)
    assert (found.model, found.words) == (None, words)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DataError("The data set could not be had."), "none: its twin at λ = 0 can’t be trained here (The data set"),
        (Diverged(9, "It has."), "none: the twin at λ = 0 diverged at step 9"),
    ],
)
def test_one_that_can_not_be_trained_says_so_once(error, words, monkeypatch):
    def fail(_: str) -> None:
        raise error

    monkeypatch.setattr(retrained, "load_dataset", fail)
    twin = Retrained(RECORD, LIKE)
    assert list(twin.train()) == ["reference"]
    assert twin.words.startswith(words)
    assert twin.model is None
    assert list(twin.train()) == []


def test_a_checkpoint_may_tell_how_it_was_trained_and_one_of_before_does_not(tmp_path):
    path = a_checkpoint(tmp_path)
    assert library.record(path) is None
    trainer = trained(40)
    path.write_bytes(checkpoint.encoded(trainer, RECORD.to_json()))
    assert library.record(path) == RECORD
    assert library.about(path).step == 40
    assert torch.equal(checkpoint.load_model(path).W[0], trainer.model.W[0])
    assert checkpoint.resume(path, load_dataset("digits").x_train).step == 40
    path.write_bytes(checkpoint.encoded(trainer, '{"steps": "many"}'))
    assert library.record(path) is None
    assert library.record(tmp_path / "nothing") is None
