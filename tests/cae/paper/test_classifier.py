"""Fine-tuning: its steps against torch's own, and when it stops."""

import pytest
import torch
from torch import nn

from cae import Autoencoder
from cae.paper import classifier
from cae.paper.classifier import Classifier, tune


def test_its_steps_are_those_of_torch_s_sgd_with_momentum(order_one, rand):
    model = order_one((6, 5))
    x, y = rand(8, 6), torch.arange(8) % 3
    ours = Classifier(model, 3, batch=8)
    W, b, U, a = (
        nn.Parameter(start.detach().clone())
        for start in (model.W[0], model.b[0], torch.zeros(3, 5).double(), torch.zeros(3).double())
    )
    optimizer = torch.optim.SGD([W, b, U, a], lr=0.1, momentum=0.9)
    before = model.W[0].clone()
    targets = nn.functional.one_hot(y, 3).double()

    def outputs() -> torch.Tensor:
        return torch.sigmoid(x @ W.T + b) @ U.T + a

    for _ in range(5):
        optimizer.zero_grad()
        nn.functional.cross_entropy(outputs(), y).backward()
        optimizer.step()
        ours.step(x, targets)
    for own, other in zip((ours.W, ours.b, ours.U, ours.a), (W, b, U, a), strict=True):
        assert torch.allclose(own, other, rtol=1e-12, atol=1e-14)
    assert torch.equal(model.W[0], before)  # the model stays as it is
    assert torch.equal(ours.wrong(x, y), outputs().argmax(1) != y)


@pytest.fixture
def images(rand):
    x = rand(200, 6, dtype=torch.float32)
    return x, (x[:, 0] > 0.5).long()


def test_it_stops_when_the_validation_error_falls_no_more_and_takes_the_weights_of_its_best_epoch(
    images, tiny, monkeypatch
):
    errors = iter([0.5, 0.3, 0.4, 0.3, 0.1])
    told: list[int] = []
    seen: list[torch.Tensor] = []

    def wrong(self: Classifier, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        seen.append(self.values.clone())
        if len(x) == 10:
            return torch.arange(10) < 10 * next(errors) - 1e-6
        return torch.arange(len(x)) < 2

    monkeypatch.setattr(Classifier, "wrong", wrong)
    validation = (images[0][:10], images[1][:10])
    settings = tiny.with_(tune_epochs=30, patience=2)
    tuned = tune(Autoencoder((6, 4)), images, validation, images, 2, settings, 0, told.append)
    assert (tuned.best_epoch, tuned.epochs, tuned.steps) == (2, 4, 16)
    assert tuned.validation_error == pytest.approx(0.3)
    assert tuned.wrong == [0, 1]
    assert tuned.test_error == 0.01
    assert told == [4] * 4
    assert tuned.parameters == 6 * 4 + 4 + 4 * 2 + 2
    assert torch.equal(seen[-1], seen[1])
    assert not torch.equal(seen[-1], seen[3])


def test_it_learns_and_the_same_seed_gives_the_same_errors(images, tiny):
    settings = tiny.with_(tune_epochs=60, patience=60)
    one, again = (tune(Autoencoder((6, 4)), images, images, images, 2, settings, 0) for _ in range(2))
    assert one == again
    assert one.test_error < 0.1


def test_images_are_classified_a_part_at_a_time_to_the_same(images, monkeypatch):
    own = Classifier(Autoencoder((6, 4)), 2)
    whole = own.wrong(*images)
    monkeypatch.setattr(classifier, "AT_ONCE", 7)
    assert torch.equal(own.wrong(*images), whole)


def test_the_rate_falls_and_pixels_are_masked_if_asked_for(images, tiny, monkeypatch):
    seen: list[tuple[torch.Tensor, float]] = []
    monkeypatch.setattr(Classifier, "step", lambda self, x, targets, lr: seen.append((x, lr)))
    ones = (torch.ones(100, 60), images[1][:100])

    def steps(**changes: float) -> list[tuple[torch.Tensor, float]]:
        seen.clear()
        tune(Autoencoder((60, 4)), ones, ones, ones, 2, tiny.with_(tune_epochs=3, patience=3, **changes), 0)
        return list(seen)

    plain = steps()
    assert {lr for _, lr in plain} == {0.1}
    assert all(torch.equal(x, torch.ones(50, 60)) for x, _ in plain)
    masked = steps(tune_decay=0.0, tune_mask=0.25)
    assert [lr for _, lr in masked] == pytest.approx([0.1, 0.1, 0.05, 0.05, 0.0, 0.0])
    x = torch.stack([x for x, _ in masked])
    assert x.unique().tolist() == pytest.approx([0, 4 / 3])
    assert float(x.mean()) == pytest.approx(1, abs=0.02)
    assert not torch.equal(x[0], x[1])
