"""The core on an accelerator. Without one these are skipped: nothing of the house needs it."""

import pytest
import torch

from cae import Autoencoder, Trainer, contraction
from cae.activations import ACTIVATIONS
from cae.objectives import named

pytestmark = pytest.mark.skipif(not torch.accelerator.is_available(), reason="this machine has no accelerator")
SIZES = [(12, 5), (12, 7, 6, 5)]


@pytest.fixture
def device() -> torch.device:
    found = torch.accelerator.current_accelerator()
    assert found is not None
    return found


def test_a_model_computes_what_it_does_on_the_processor(device, order_one, rand):
    x = rand(4, 12)
    for sizes in SIZES:
        model = order_one(sizes)
        expected = model(x)
        torch.testing.assert_close(model.to(device)(x.to(device)).cpu(), expected)


def test_the_contraction_is_the_one_of_the_processor(device, order_one, rand):
    x = rand(4, 12)
    for sizes in SIZES:
        for name in ACTIVATIONS:
            model = order_one(sizes, activation=name)
            for of in (contraction.penalty, contraction.per_unit, contraction.spectrum, contraction.tangents):
                expected = of(model.cpu(), x).detach()
                there = of(model.to(device), x.to(device)).detach().cpu()
                torch.testing.assert_close(there, expected, rtol=1e-6, atol=1e-8, msg=f"{of.__name__}, {name}, {sizes}")


def test_training_is_the_one_of_the_processor(device, rand):
    x = rand(100, 12)
    for sizes in SIZES:
        for tied in (True, False):
            here, there = (
                Trainer(Autoencoder(sizes, tied=tied).double().to(where), x, lam=0.5, batch_size=32).run(50)
                for where in ("cpu", device)
            )
            assert there.flat.device.type == device.type
            torch.testing.assert_close(there.flat.cpu(), here.flat, rtol=1e-9, atol=1e-9)
            assert there.take_loss() == pytest.approx(here.take_loss())


def test_the_objectives_train_as_on_the_processor(device, rand):
    x = rand(100, 12)
    for name in ("cae+h", "weight-decay", "sparse-kl", "sparse-l1", "denoising", "masking"):
        here, there = (
            Trainer(Autoencoder((12, 5)).double().to(where), x, lam=0.5, objective=named(name), batch_size=32).run(50)
            for where in ("cpu", device)
        )
        torch.testing.assert_close(there.flat.cpu(), here.flat, rtol=1e-9, atol=1e-9, msg=lambda m, n=name: f"{n} {m}")
